//! A directory that is ours alone, and files in it that are replaced whole.
//!
//! A name that is a symbolic link, or belongs to somebody else, is refused: whoever can place one in our directory could make us read or
//! overwrite what is not ours.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// More than this nobody stored on purpose.
const MOST_BYTES: u64 = 256 << 20;
/// More unreadable files of one name nobody wants to look through.
const MOST_ASIDE: u32 = 99;

/// A private directory.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes the directory and those above it where they are missing, and makes it private.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        make(path)?;
        let found = fs::symlink_metadata(path)?;
        if !found.is_dir() {
            return Err(refused(path, "is no directory"));
        }
        is_ours(path, &found)?;
        close_to_others(path, &found)?;
        Ok(Self(path.to_owned()))
    }

    /// A directory in it.
    pub(super) fn folder(&self, name: &str) -> io::Result<Self> {
        Self::open(&self.0.join(name))
    }

    /// Where a file of this name is or would be.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// What a file holds; nothing where there is none.
    pub(super) fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let path = self.path(name);
        let file = match open_for_reading(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let found = file.metadata()?;
        if !found.is_file() {
            return Err(refused(&path, "is no plain file"));
        }
        is_ours(&path, &found)?;
        let mut bytes = Vec::new();
        file.take(MOST_BYTES).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Replaces a file. When this returns the new one is on the disk, and at no moment was there half of one.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(name);
        if let Ok(found) = fs::symlink_metadata(&path) {
            if !found.is_file() {
                return Err(refused(&path, "is no plain file"));
            }
            is_ours(&path, &found)?;
        }
        let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(&self.0)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(&path).map_err(|error| error.error)?;
        self.sync()
    }

    /// Removes a file; one that is not there is no error.
    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => self.sync(),
        }
    }

    /// Puts a file out of the way under another name, which is told. Never in place of one that was put away before.
    pub(super) fn set_aside(&self, name: &str) -> io::Result<PathBuf> {
        let free = (1..=MOST_ASIDE)
            .map(|number| self.path(&format!("{name}.unreadable-{number}")))
            .find(|aside| fs::symlink_metadata(aside).is_err_and(|error| error.kind() == io::ErrorKind::NotFound));
        let aside = free
            .ok_or_else(|| io::Error::new(io::ErrorKind::AlreadyExists, "too many unreadable files lie beside it"))?;
        fs::rename(self.path(name), &aside)?;
        self.sync()?;
        Ok(aside)
    }

    /// The names of the files with this ending, without it.
    pub(super) fn names(&self, ending: &str) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let name = entry?.file_name();
            if let Some(name) = name.to_str().and_then(|name| name.strip_suffix(ending)) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// Makes renames and removals last.
    fn sync(&self) -> io::Result<()> {
        if cfg!(unix) { File::open(&self.0)?.sync_all() } else { Ok(()) }
    }
}

/// Opens a file to be locked, making it where it is missing.
pub(super) fn lock_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600).custom_flags(no_follow());
    }
    options.open(path)
}

fn open_for_reading(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(no_follow());
    }
    options.open(path)
}

#[cfg(unix)]
fn no_follow() -> i32 {
    (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::CLOEXEC | rustix::fs::OFlags::NONBLOCK).bits().cast_signed()
}

fn make(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

#[cfg(unix)]
fn is_ours(path: &Path, found: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    if found.uid() == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    Err(refused(path, "belongs to somebody else"))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere the user's profile directory is private by default")]
fn is_ours(_: &Path, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn close_to_others(path: &Path, found: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let others = found.permissions().mode() & 0o077;
    if others == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere the user's profile directory is private by default")]
fn close_to_others(_: &Path, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

fn refused(path: &Path, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, format!("{} {why}", path.display()))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    fn folder() -> (tempfile::TempDir, Folder) {
        let home = tempfile::tempdir().expect("a directory");
        let folder = Folder::open(&home.path().join("a/b")).expect("a folder");
        (home, folder)
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("metadata").permissions().mode() & 0o777
    }

    #[test]
    fn directories_and_files_are_private() {
        let (home, folder) = folder();
        folder.write("x", b"1").expect("written");
        assert_eq!((mode(&home.path().join("a/b")), mode(&folder.path("x"))), (0o700, 0o600));
    }

    #[test]
    fn a_directory_others_could_read_is_closed() {
        let (home, folder) = folder();
        fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o755)).expect("opened");
        Folder::open(&folder.0).expect("a folder");
        assert_eq!(mode(&home.path().join("a/b")), 0o700);
    }

    #[test]
    fn links_are_neither_read_nor_written_nor_entered() {
        let (home, folder) = folder();
        let elsewhere = home.path().join("elsewhere");
        fs::write(&elsewhere, b"theirs").expect("written");
        symlink(&elsewhere, folder.path("x")).expect("a link");
        assert!(folder.read("x").is_err());
        assert!(folder.write("x", b"ours").is_err());
        assert_eq!(fs::read(&elsewhere).expect("read"), b"theirs");
        symlink(home.path(), folder.path("d")).expect("a link");
        assert!(folder.folder("d").is_err());
    }

    #[test]
    fn a_replaced_file_leaves_nothing_else_behind() {
        let (_home, folder) = folder();
        for text in ["1", "2", "3"] {
            folder.write("x.json", text.as_bytes()).expect("written");
        }
        assert_eq!(folder.read("x.json").expect("read"), Some(b"3".to_vec()));
        assert_eq!(fs::read_dir(&folder.0).expect("a list").count(), 1);
        folder.remove("x.json").expect("removed");
        folder.remove("x.json").expect("removed again");
        assert_eq!(folder.read("x.json").expect("read"), None);
    }
}
