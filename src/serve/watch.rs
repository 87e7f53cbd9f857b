//! An eye on the files a site is made of.
//!
//! What the system tells is taken as a hint only: whether a file really changed is seen by a glance at all of them
//! ([`Watched::traces`]). So nothing is made anew because a file was read, and nothing is missed because a folder was
//! removed and made again, or because an editor saves by renaming.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::{GLANCE, Sight, Wake};
use crate::store;

/// The files a site is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Folders with all that is in them; they need not exist.
    pub folders: Vec<PathBuf>,
    /// Single files; they need not exist.
    pub files: Vec<PathBuf>,
}

impl Watched {
    /// What tells whether any of the files changed, came or went.
    pub(super) fn traces(&self) -> String {
        let paths = self.folders.iter().chain(&self.files);
        store::traces(paths.map(PathBuf::as_path))
    }

    /// What the system is asked to tell of: folders with all that is in them, and, so that it is seen when one of them
    /// comes or goes, the nearest folder above each path that exists.
    fn places(&self) -> BTreeMap<PathBuf, RecursiveMode> {
        let mut places = BTreeMap::new();
        for path in self.folders.iter().chain(&self.files) {
            if let Some(above) = path.ancestors().skip(1).find(|above| above.is_dir()) {
                places.insert(above.to_owned(), RecursiveMode::NonRecursive);
            }
        }
        // Last, because a folder may lie right above a file that is watched too.
        for folder in self.folders.iter().filter(|folder| folder.is_dir()) {
            places.insert(folder.clone(), RecursiveMode::Recursive);
        }
        places
    }
}

/// Tells of changes in the files it was last shown.
pub struct Eye {
    wakes: Sender<Wake>,
    sight: Sight,
    watcher: Option<RecommendedWatcher>,
}

impl Eye {
    /// An eye that sees nothing yet.
    pub fn new(wakes: Sender<Wake>, sight: Sight) -> Self {
        Self { wakes, sight, watcher: None }
    }

    /// Watches these files from now on; returns what the operator should know. Called after every change, as a folder
    /// that was removed and made again is another one to the system.
    pub fn look_at(&mut self, watched: &Watched) -> Option<String> {
        if self.sight == Sight::Glances {
            return None;
        }
        match self.watch(&watched.places()) {
            Ok(ours) => {
                self.watcher = Some(ours);
                None
            }
            Err(why) => {
                (self.sight, self.watcher) = (Sight::Glances, None);
                Some(format!("the system does not tell of changes ({why}); looking once a second instead"))
            }
        }
    }

    /// After which time to look again in any case.
    pub fn interval(&self) -> Option<Duration> {
        (self.sight == Sight::Glances).then_some(GLANCE)
    }

    fn watch(&self, places: &BTreeMap<PathBuf, RecursiveMode>) -> Result<RecommendedWatcher, String> {
        let wakes = self.wakes.clone();
        let tell = move |event: notify::Result<Event>| {
            if event.as_ref().map_or(true, is_change) {
                // Where nobody listens any more, the server has ended.
                let _ = wakes.send(Wake::Changed);
            }
        };
        let mut watcher = notify::recommended_watcher(tell).map_err(|error| error.to_string())?;
        for (place, mode) in places {
            match watcher.watch(place, *mode) {
                // It was there a moment ago; the glance shows that it is gone, and the folder above is watched.
                Err(error) if is_gone(&error, place) => {}
                watching => watching.map_err(|error| error.to_string())?,
            }
        }
        Ok(watcher)
    }
}

fn is_gone(error: &notify::Error, place: &Path) -> bool {
    matches!(error.kind, notify::ErrorKind::PathNotFound) || !place.exists()
}

/// Whether something was written; that files are read, by the build itself too, is told as well.
fn is_change(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}
