//! Rows, drafts and unsent deeds on disk, a part for each person.
//!
//! ```text
//! last                       whose part is looked at before anybody is known
//! people/<id>/cache.json     the rows of the last session
//! people/<id>/drafts/*.json  one unsent text each
//! people/<id>/outbox/*.json  one deed each, from before it is sent until it is judged
//! people/<id>/room.json      what was put away, what is to be marked read, how far the feed was read
//! ```
//! Signing out takes the cache alone: what somebody typed waits for their next sign-in. A file each, so that two processes of one person never write over each other's drafts or deeds.

use super::folder::{Folder, lock_file};
use crate::domain::request::Op;
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use crate::ports::{Cached, Disk, KeptDraft, KeptRoom, RoomChange};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

const LAST: &str = "last";
const CACHE: &str = "cache.json";
const ROOM: &str = "room.json";
const JSON: &str = ".json";
/// Held by the antops that rings, as long as it runs.
const BELL: &str = "bell.lock";
/// Held while what is known of the room is changed.
const ROOM_LOCK: &str = "room.lock";
/// What drafts are written as. A higher number is from a newer antops: such a file is neither read nor written over.
const VERSION: u32 = 1;
/// The same of deeds, whose shape has changed twice. One of a lower number is never guessed at, for it would be sent.
const OUTBOX_VERSION: u32 = 3;
/// The same of the cache, whose problems are whole now. An older one is worth nothing: the server has the rows.
const CACHE_VERSION: u32 = 2;
/// The longest name of a draft's file, so that with its ending it fits every file system.
const MOST_NAME: usize = 200;

/// The disk of one profile.
pub struct Shelf {
    home: Folder,
    state: Mutex<State>,
    /// Held while rows are written or forgotten and while another person is attached, so that nobody's rows get into another's part or
    /// come back after they were forgotten.
    turn: Mutex<()>,
}

#[derive(Default)]
struct State {
    who: Option<ProfileId>,
    complaints: Vec<Safe>,
    /// The lock of whoever rings, with whose bell it is.
    bell: Option<(ProfileId, File)>,
}

/// What stands in every file.
#[derive(Serialize, Deserialize)]
struct Written<T> {
    version: u32,
    what: T,
}

/// What can be read of a file of any version.
#[derive(Deserialize)]
struct Numbered {
    version: u32,
}

impl Shelf {
    /// Opens, or makes, the directory of a profile.
    pub fn open(directory: &Path) -> io::Result<Self> {
        let home = Folder::open(directory)?;
        let last = home.read(LAST)?.and_then(|bytes| String::from_utf8(bytes).ok());
        let who = last.and_then(|text| text.trim().parse().ok()).map(ProfileId);
        Ok(Self { home, state: Mutex::new(State { who, ..State::default() }), turn: Mutex::default() })
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The part of whoever is attached.
    fn part(&self) -> io::Result<Folder> {
        let who = self.state().who;
        let who = who.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "nobody has signed in here yet"))?;
        self.part_of(who)
    }

    fn part_of(&self, who: ProfileId) -> io::Result<Folder> {
        self.home.folder("people")?.folder(&who.to_string())
    }

    fn complain(&self, sentence: &str) {
        tracing::warn!("{sentence}");
        self.state().complaints.push(Safe::line(sentence));
    }

    /// Reads a file of this version; one that is older or cannot be understood is set aside with a complaint, one of a newer antops left
    /// alone with one.
    fn read<T: DeserializeOwned>(&self, folder: &Folder, name: &str, version: u32) -> Option<T> {
        let bytes = match folder.read(name) {
            Ok(bytes) => bytes?,
            Err(error) => {
                self.complain(&format!("{} cannot be read: {error}", folder.path(name).display()));
                return None;
            }
        };
        let of = serde_json::from_slice::<Numbered>(&bytes).ok().map(|file| file.version);
        let place = folder.path(name);
        let place = place.display();
        if of.is_some_and(|of| of > version) {
            self.complain(&format!("{place} is of a newer antops; this one leaves it alone"));
            return None;
        }
        let is_older = of.is_some_and(|of| of < version);
        if !is_older && let Ok(written) = serde_json::from_slice::<Written<T>>(&bytes) {
            return Some(written.what);
        }
        if is_older && name == CACHE {
            return None;
        }
        let why = if is_older { "was left by an older antops and cannot be read by this one" } else { "is damaged" };
        self.complain(&match folder.set_aside(name) {
            Ok(aside) => format!("{place} {why}; it was kept as {}", aside.display()),
            Err(error) => format!("{place} {why}, and cannot be set aside: {error}"),
        });
        None
    }

    /// Reads all files of a folder of the attached part.
    fn read_all<T: DeserializeOwned>(&self, folder: &str, version: u32) -> Vec<T> {
        let folder = match self.part().and_then(|part| part.folder(folder)) {
            Ok(folder) => folder,
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    self.complain(&error.to_string());
                }
                return Vec::new();
            }
        };
        let names = folder.names(JSON).unwrap_or_else(|error| {
            self.complain(&error.to_string());
            Vec::new()
        });
        names.iter().filter_map(|name| self.read(&folder, &format!("{name}{JSON}"), version)).collect()
    }
}

impl Disk for Shelf {
    fn attach(&self, who: ProfileId) -> io::Result<()> {
        let _turn = self.turn();
        // Whatever fails below, nothing may go on into the part of the person before.
        self.state().who = None;
        self.part_of(who)?;
        self.home.write(LAST, who.to_string().as_bytes())?;
        self.state().who = Some(who);
        Ok(())
    }

    fn load_cache(&self) -> Option<Cached> {
        let part = self.part().ok()?;
        self.read(&part, CACHE, CACHE_VERSION)
    }

    fn save_cache(&self, cached: &Cached) -> io::Result<()> {
        let _turn = self.turn();
        let who = cached.me.profile.id;
        if self.state().who != Some(who) {
            tracing::debug!("rows of somebody who is not attached any more are not kept");
            return Ok(());
        }
        let part = self.part_of(who)?;
        if holds_newer(&part, CACHE)? {
            return Ok(());
        }
        part.write(CACHE, &written(cached, CACHE_VERSION)?)
    }

    fn load_drafts(&self) -> Vec<KeptDraft> {
        self.read_all("drafts", VERSION)
    }

    fn save_draft(&self, draft: &KeptDraft) -> io::Result<()> {
        let drafts = self.part()?.folder("drafts")?;
        let stem = file_name(&draft.place)?;
        let name = format!("{stem}{JSON}");
        // The newer one stays for the antops that reads it; ours goes beside it.
        let name = if holds_newer(&drafts, &name)? { format!("{stem}.{VERSION}{JSON}") } else { name };
        if draft.text.is_empty() {
            return drafts.remove(&name);
        }
        drafts.write(&name, &written(draft, VERSION)?)
    }

    fn load_outbox(&self) -> Vec<Op> {
        let mut ops: Vec<Op> = self.read_all("outbox", OUTBOX_VERSION);
        ops.sort_by_key(|op| (op.at, op.id));
        ops
    }

    fn keep_op(&self, op: &Op) -> io::Result<()> {
        self.part()?.folder("outbox")?.write(&format!("{}{JSON}", op.id), &written(op, OUTBOX_VERSION)?)
    }

    fn forget_op(&self, op: &Op) -> io::Result<()> {
        self.part()?.folder("outbox")?.remove(&format!("{}{JSON}", op.id))
    }

    fn load_room(&self) -> KeptRoom {
        self.part().ok().and_then(|part| self.read(&part, ROOM, VERSION)).unwrap_or_default()
    }

    fn change_room(&self, change: &RoomChange) -> io::Result<()> {
        let part = self.part()?;
        // Another antops of this person may change it at the same time, and neither may lose what the other wrote.
        let lock = lock_file(&part.path(ROOM_LOCK))?;
        lock.lock()?;
        if holds_newer(&part, ROOM)? {
            return Ok(());
        }
        let mut room: KeptRoom = self.read(&part, ROOM, VERSION).unwrap_or_default();
        room.take(change);
        part.write(ROOM, &written(&room, VERSION)?)
    }

    fn may_ring(&self) -> bool {
        let Some(who) = self.state().who else { return false };
        if matches!(&self.state().bell, Some((held, _)) if *held == who) {
            return true;
        }
        let taken =
            self.part_of(who).and_then(|part| lock_file(&part.path(BELL))).ok().filter(|lock| lock.try_lock().is_ok());
        let is_taken = taken.is_some();
        self.state().bell = taken.map(|lock| (who, lock));
        is_taken
    }

    fn forget_cache(&self) -> io::Result<()> {
        let _turn = self.turn();
        let part = match self.part() {
            Ok(part) => part,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        self.state().who = None;
        self.home.remove(LAST)?;
        // With what was set aside of it: rows are rows, readable or not.
        for name in part.names("")?.iter().filter(|name| name.starts_with(CACHE)) {
            part.remove(name)?;
        }
        Ok(())
    }

    fn complaints(&self) -> Vec<Safe> {
        std::mem::take(&mut self.state().complaints)
    }
}

fn written<T: Serialize>(what: &T, version: u32) -> io::Result<Vec<u8>> {
    serde_json::to_vec(&Written { version, what }).map_err(io::Error::other)
}

/// Whether a file of rows or a draft is of a newer antops.
fn is_newer(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Numbered>(bytes).is_ok_and(|file| file.version > VERSION)
}

/// The same of a file that may not be there.
fn holds_newer(folder: &Folder, name: &str) -> io::Result<bool> {
    Ok(folder.read(name)?.is_some_and(|bytes| is_newer(&bytes)))
}

/// A name of a file for the name of a place: small letters, digits and `-` as they are, everything else by number, for some file
/// systems take `a` and `A` for one.
fn file_name(place: &str) -> io::Result<String> {
    use std::fmt::Write as _;
    let mut name = String::new();
    for byte in place.bytes() {
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' {
            name.push(char::from(byte));
        } else {
            write!(name, "_{byte:02x}").map_err(io::Error::other)?;
        }
    }
    if place.is_empty() || name.len() > MOST_NAME {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a draft needs a place with a short name"));
    }
    Ok(name)
}

#[cfg(test)]
mod tests;
