//! Where antops meet: a socket and the lock beside it, one pair for each project and person, in a directory that is the person's alone.

use crate::domain::value::ProfileId;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use tokio::net::{UnixListener, UnixStream};

/// What anybody else may do with a file.
const OTHERS: u32 = 0o077;

/// The place of one project and person.
pub(super) struct Place {
    directory: PathBuf,
    name: String,
}

impl Place {
    pub(super) fn new(directory: &Path, project: &str, who: ProfileId) -> Self {
        // The name of a socket may not be long, and need not be read.
        let name = format!("live-{:016x}", hash(&format!("{project} {who}")));
        Self { directory: directory.to_owned(), name }
    }

    fn socket(&self) -> PathBuf {
        self.directory.join(format!("{}.sock", self.name))
    }

    /// Makes the directory, or checks that the one there is ours alone.
    fn enter(&self) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.directory)?;
        if self.own()?.mode() & OTHERS != 0 {
            fs::set_permissions(&self.directory, Permissions::from_mode(0o700))?;
        }
        Ok(())
    }

    /// The directory, if it is one and ours.
    fn own(&self) -> io::Result<fs::Metadata> {
        let found = fs::symlink_metadata(&self.directory)?;
        if found.is_dir() && found.uid() == rustix::process::geteuid().as_raw() {
            return Ok(found);
        }
        Err(io::Error::new(io::ErrorKind::PermissionDenied, "the directory of sockets is not ours"))
    }

    /// The lock, if nobody has it.
    pub(super) fn take(&self) -> io::Result<Option<File>> {
        self.enter()?;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::CLOEXEC;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        options.custom_flags(flags.bits().cast_signed());
        let file = options.open(self.directory.join(format!("{}.lock", self.name)))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// A socket for guests, in place of one that was left behind. Only who holds the lock may ask.
    pub(super) fn bind(&self, _lock: &File) -> io::Result<(UnixListener, Bound)> {
        let bound = Bound(self.socket());
        bound.remove();
        let listener = UnixListener::bind(&bound.0)?;
        fs::set_permissions(&bound.0, Permissions::from_mode(0o600))?;
        Ok((listener, bound))
    }

    /// A connection to the owner; nothing where there is none.
    pub(super) async fn connect(&self) -> Option<UnixStream> {
        // Whoever only asks makes nothing.
        self.own().ok().filter(|found| found.mode() & OTHERS == 0)?;
        let stream = UnixStream::connect(self.socket()).await.ok()?;
        is_ours(&stream).then_some(stream)
    }
}

/// A socket that is there: it goes with this, however the one that made it ends.
pub(super) struct Bound(PathBuf);

impl Bound {
    fn remove(&self) {
        if let Err(error) = fs::remove_file(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::debug!(%error, "a socket could not be removed");
        }
    }
}

impl Drop for Bound {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Whether the process at the other end is one of ours.
pub(super) fn is_ours(stream: &UnixStream) -> bool {
    stream.peer_cred().is_ok_and(|peer| peer.uid() == rustix::process::geteuid().as_raw())
}

/// FNV-1a: the same in every process, which is all that is asked of it.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const WHO: ProfileId = ProfileId(Uuid::from_u128(1));

    #[tokio::test]
    async fn the_place_is_ours_alone_and_one_of_us_holds_it() {
        let home = tempfile::tempdir().expect("a directory");
        let directory = home.path().join("run");
        let [one, other] = [(); 2].map(|()| Place::new(&directory, "https://a.example", WHO));
        let lock = one.take().expect("a lock").expect("free");
        let (listener, bound) = one.bind(&lock).expect("a socket");
        let mode = |path: &Path| fs::metadata(path).expect("it is there").mode() & 0o777;
        assert_eq!((mode(&directory), mode(&one.socket())), (0o700, 0o600));
        assert!(other.take().expect("asked").is_none(), "held");
        assert!(other.connect().await.is_some());
        assert!(Place::new(&directory, "https://b.example", WHO).connect().await.is_none(), "another project");
        std::mem::forget(bound); // killed
        drop((listener, lock));
        assert!(one.socket().exists() && other.connect().await.is_none(), "what was left behind answers nobody");
        let lock = other.take().expect("asked").expect("free again");
        let bound = other.bind(&lock).expect("in place of what was left");
        assert!(one.connect().await.is_some());
        drop(bound);
        assert!(!other.socket().exists());
    }

    #[test]
    fn a_directory_that_others_may_enter_is_closed_and_a_link_is_refused() {
        let home = tempfile::tempdir().expect("a directory");
        let open = home.path().join("open");
        fs::create_dir(&open).expect("made");
        fs::set_permissions(&open, Permissions::from_mode(0o777)).expect("opened");
        assert!(Place::new(&open, "p", WHO).take().expect("taken").is_some());
        assert_eq!(fs::metadata(&open).expect("there").mode() & 0o777, 0o700);
        let link = home.path().join("link");
        std::os::unix::fs::symlink(&open, &link).expect("linked");
        assert!(Place::new(&link, "p", WHO).take().is_err());
    }
}
