//! A site that is served while it is written: a server on loopback, an eye on the files it is made of, and pages that
//! reload themselves. The home of `hyper`, `hyper_util`, `tokio` and `notify`.
//!
//! [`Server::bind`] takes a port, [`Server::run`] stays until it is told to stop. What a site is made of and how it is
//! made is the caller's: it hands in a closure that makes it and says what came of it. Nothing an author does ends the
//! run: where the site cannot be made, the last one stays, and its pages say what is wrong.
//!
//! The files of the site are as `build` wrote them. What belongs to serving lies under `/.casebook/`, an address that no
//! file of a site has, and is put into pages on their way out.

mod answer;
mod board;
mod events;
mod guard;
mod kinds;
mod page;
mod watch;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

pub use board::{Finding, Totals};
pub use watch::Watched;

use board::Board;
use watch::Eye;

/// Ports that are tried where none is asked for.
const PORTS: std::ops::RangeInclusive<u16> = 8000..=8019;

/// How long nothing may happen before what happened is looked at: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(60);

/// Steps of saving that are waited for at most; a file that is written to all the time must not keep the pages old.
const PATIENCE: usize = 20;

/// How often files are looked at where the system does not tell of changes.
const GLANCE: Duration = Duration::from_secs(1);

/// What wakes a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// A file may have changed.
    Changed,
    /// Somebody wants it to end.
    Stop,
}

/// How the server learns that a file changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// The system tells.
    Told,
    /// It looks, once a second: for folders whose system does not tell.
    Glances,
}

/// What came of making the site.
#[derive(Debug)]
pub enum Made {
    /// It lies in this folder.
    Site {
        /// Where.
        folder: PathBuf,
        /// What was found in the records, in the order it is shown.
        findings: Vec<Finding>,
        /// How much was found.
        totals: Totals,
    },
    /// It could not be made; this is what to say, lines of plain text.
    Failed(String),
}

/// What to watch from now on, and what came of making the site.
#[derive(Debug)]
pub struct Rebuilt {
    /// The files the site is made of.
    pub watched: Watched,
    /// What came of it.
    pub made: Made,
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port is somebody else's.
    #[error("port {port} is taken")]
    Taken {
        /// The port.
        port: u16,
    },
    /// The machine refused.
    #[error("could not {act}")]
    Refused {
        /// What was tried: `listen on port 80`.
        act: String,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
}

/// A port on loopback that is held.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    wakes: (Sender<Wake>, Receiver<Wake>),
}

impl Server {
    /// Takes a port on loopback: the one asked for, or the first that is free; 0 is any.
    ///
    /// # Errors
    /// When the port is taken, or the machine refuses.
    pub fn bind(port: Option<u16>) -> Result<Self, ServeError> {
        let bound = match port {
            Some(port) => listen(port)?,
            // Where all the usual ones are taken, any will do.
            None => PORTS.map(listen).find_map(Result::ok).map_or_else(|| listen(0), Ok)?,
        };
        let refused = |source| ServeError::Refused { act: "find out the port".to_owned(), source };
        let address = bound.local_addr().map_err(refused)?;
        Ok(Self { listener: bound, address, wakes: channel() })
    }

    /// Where its pages are: `http://127.0.0.1:8000/`.
    pub fn address(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Ends the run from elsewhere; may be called more than once.
    pub fn stopper(&self) -> impl Fn() + Send + Sync + use<> {
        let wakes = self.wakes.0.clone();
        move || {
            // Where nobody listens any more, it has ended already.
            let _ = wakes.send(Wake::Stop);
        }
    }

    /// Serves until it is stopped: makes the site, again whenever a watched file changes, and has open pages reload.
    /// `note` hears what its operator should know, a line each. Ctrl-C stops it; a second one, while the site is being
    /// made, calls `abort`.
    ///
    /// # Errors
    /// When the machine refuses to start the server.
    pub fn run(
        self,
        mut watched: Watched,
        sight: Sight,
        abort: fn(),
        rebuild: &mut dyn FnMut() -> Rebuilt,
        note: &mut dyn FnMut(&str),
    ) -> Result<(), ServeError> {
        let (sender, wakes) = self.wakes;
        let board = Arc::new(Board::new());
        let running = answer::start(self.listener, Arc::clone(&board), sender.clone(), abort)
            .map_err(|source| ServeError::Refused { act: "start the server".to_owned(), source })?;
        let mut eye = Eye::new(sender, sight);
        let mut seen = None;
        loop {
            if let Some(line) = eye.look_at(&watched) {
                note(&line);
            }
            let now = watched.traces();
            if seen.as_ref() != Some(&now) {
                seen = Some(now);
                board.starts();
                let Rebuilt { watched: next, made } = guarded(rebuild, &watched);
                board.shows(made);
                if next != watched {
                    // The configuration names other folders; what happened in them meanwhile was not seen.
                    (watched, seen) = (next, None);
                    continue;
                }
            }
            if wait(&wakes, eye.interval()) == Wake::Stop {
                break;
            }
        }
        drop(running);
        Ok(())
    }
}

fn listen(port: u16) -> Result<TcpListener, ServeError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|source| match source.kind() {
        std::io::ErrorKind::AddrInUse => ServeError::Taken { port },
        _ => ServeError::Refused { act: format!("listen on port {port}"), source },
    })
}

/// Makes the site; where the program itself fails, that is shown like any other failure.
fn guarded(rebuild: &mut dyn FnMut() -> Rebuilt, watched: &Watched) -> Rebuilt {
    catch_unwind(AssertUnwindSafe(rebuild)).unwrap_or_else(|cause| {
        let why = cause.downcast_ref::<String>().map(String::as_str).or(cause.downcast_ref::<&str>().copied());
        let why = why.unwrap_or("it does not say why");
        let told = format!("error: casebook failed while it made the site: {why}\n  help: this is a fault of the program and none of yours; please report it\n");
        Rebuilt { watched: watched.clone(), made: Made::Failed(told) }
    })
}

/// Waits until something may have changed and nothing more happens for a moment.
fn wait(wakes: &Receiver<Wake>, interval: Option<Duration>) -> Wake {
    let first = match interval {
        None => wakes.recv().unwrap_or(Wake::Stop),
        Some(interval) => match wakes.recv_timeout(interval) {
            Ok(wake) => wake,
            Err(RecvTimeoutError::Timeout) => return Wake::Changed,
            Err(RecvTimeoutError::Disconnected) => Wake::Stop,
        },
    };
    if first == Wake::Stop {
        return Wake::Stop;
    }
    for _ in 0..PATIENCE {
        match wakes.recv_timeout(QUIET) {
            Ok(Wake::Changed) => {}
            Ok(Wake::Stop) => return Wake::Stop,
            Err(_) => break,
        }
    }
    Wake::Changed
}

#[cfg(test)]
mod tests;
