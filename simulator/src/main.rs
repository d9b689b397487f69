//! The simulator as a program. It prints its addresses as one line of JSON, and ends when its standard input does, so
//! that a parent that dies leaves nothing behind.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use blobferry_simulator::{Certificate, Options, Simulator};
use serde_json::json;
use tokio::io::AsyncReadExt;

/// A request makes many small allocations, some of which another thread frees. The system's allocator takes a fifth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "usage: blobferry-simulator [--port PORT] [--secure-port PORT] [--certificate valid|expired|wrong-host] \
                     [--account NAME:BASE64KEY[:BASE64KEY]]... [--log REQUESTS] [--clock-behind SECONDS] \
                     [--source-milliseconds LIMIT] [--source-certificates PEM_FILE]";

#[tokio::main]
async fn main() -> ExitCode {
    let result = match read_flags(std::env::args().skip(1)) {
        Some(options) => run(options).await,
        None => Err(io::Error::new(io::ErrorKind::InvalidInput, USAGE)),
    };
    if let Err(error) = result {
        let _ = writeln!(io::stderr(), "{error}");
        return ExitCode::FAILURE;
    }
    // Reading standard input blocks a thread of the runtime, for which the exit would wait.
    std::process::exit(0);
}

async fn run(options: Options) -> io::Result<()> {
    let simulator = Simulator::start(options).await?;
    let line = json!({
        "origin": simulator.origin(),
        "secureOrigin": simulator.secure_origin(),
        "authority": simulator.authority_pem(),
        "control": simulator.control(),
        "filesOrigin": simulator.files_origin(),
        "accounts": simulator.accounts(),
    });
    writeln!(io::stdout(), "{line}")?;
    io::stdout().flush()?;
    let mut input = tokio::io::stdin();
    let mut ignored = [0; 1024];
    while input.read(&mut ignored).await? > 0 {}
    Ok(())
}

fn read_flags(mut arguments: impl Iterator<Item = String>) -> Option<Options> {
    let mut options = Options::default();
    while let Some(flag) = arguments.next() {
        let value = arguments.next()?;
        match flag.as_str() {
            "--port" => options.port = value.parse().ok()?,
            "--secure-port" => options.secure_port = value.parse().ok()?,
            "--certificate" => {
                options.certificate = match value.as_str() {
                    "valid" => Certificate::Valid,
                    "expired" => Certificate::Expired,
                    "wrong-host" => Certificate::WrongHost,
                    _ => return None,
                }
            }
            "--account" => {
                let (name, key) = value.split_once(':')?;
                options.accounts.push((name.to_owned(), key.to_owned()));
            }
            "--log" => options.log = Some(value.parse().ok()?),
            "--clock-behind" => options.clock_behind = Duration::from_secs(value.parse().ok()?),
            "--source-milliseconds" => options.sources.time_limit = Duration::from_millis(value.parse().ok()?),
            "--source-certificates" => {
                options.sources.trusted_certificates = Some(std::fs::read_to_string(value).ok()?);
            }
            _ => return None,
        }
    }
    Some(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Option<Options> {
        read_flags(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn flags() {
        let options = read(&["--port", "7", "--account", "a:YQ==", "--account", "b:Yg=="]).unwrap();
        let accounts = [("a".to_owned(), "YQ==".to_owned()), ("b".to_owned(), "Yg==".to_owned())];
        assert_eq!((options.port, options.accounts), (7, accounts.to_vec()));
        let options = read(&["--secure-port", "8", "--certificate", "expired", "--account", "a:YQ==:Yg=="]).unwrap();
        assert_eq!((options.secure_port, options.certificate), (8, Certificate::Expired));
        assert_eq!(options.accounts, [("a".to_owned(), "YQ==:Yg==".to_owned())]);
        assert!(read(&["--certificate", "fine"]).is_none());
        assert_eq!(read(&["--log", "0"]).unwrap().log, Some(0));
        assert_eq!(read(&["--clock-behind", "60"]).unwrap().clock_behind, Duration::from_secs(60));
        let limited = read(&["--source-milliseconds", "50"]).unwrap();
        assert_eq!(limited.sources.time_limit, Duration::from_millis(50));
        assert!(read(&["--source-certificates", "/no/such/file"]).is_none());
        assert!(read(&["--port"]).is_none() && read(&["--port", "x"]).is_none() && read(&["--other", "x"]).is_none());
    }
}
