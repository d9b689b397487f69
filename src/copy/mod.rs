//! One blob: start a copy, poll it, cancel it, resume it.
