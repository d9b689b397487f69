//! Tells the linker what an addon needs: symbols that Node has, and that are there only once it loads the addon.

fn main() {
    napi_build::setup();
}
