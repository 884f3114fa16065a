//! A private PostgreSQL server: one directory, one Unix socket, no TCP, nothing durable.
//!
//! The server is started by a small shell that then reads a pipe whose other end is ours. However this process ends, the
//! pipe closes, the shell stops the server and removes the directory: nothing outlives us, not even after `kill -9`.
//! As root everything runs as an unprivileged user, for PostgreSQL refuses root.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use super::DbError;
use super::engine::Engine;

/// Counts up when the settings of `initdb` change, so that an older cached directory is not taken.
const TEMPLATE_EDITION: u32 = 1;

/// Durability is of no use to a database that dies with us.
const EPHEMERAL: &str = "
fsync = off
synchronous_commit = off
full_page_writes = off
";

/// Small memory, and nobody but us.
const SETTINGS: &str = "
listen_addresses = ''
wal_level = minimal
max_wal_senders = 0
shared_buffers = 32MB
max_connections = 300
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
";

/// Wait for the word, start, wait for the pipe to close, stop, clean up. A write to a reader that is gone must not end the
/// shell early. Kept files may still be in the hands of the server of an antops that was just killed, so they get more tries.
const KEEPER: &str = r#"
trap '' PIPE
bin=$1 home=$2 files=$3 tries=$4 mode=$5
start() { "$bin/pg_ctl" start -w -t 60 -D "$files" -l "$home/log" </dev/null >/dev/null 2>&1; }
if read -r word; then
  until start; do
    tries=$((tries - 1))
    if [ "$tries" -le 0 ]; then echo failed; break; fi
    sleep 1
  done
  [ "$tries" -gt 0 ] && echo ready
  cat >/dev/null
  [ "$tries" -gt 0 ] && "$bin/pg_ctl" stop -w -m "$mode" -D "$files" </dev/null >/dev/null 2>&1
fi
rm -rf "$home"
"#;

/// A running private server. Dropping it stops it and removes its files, unless they are to be kept.
#[derive(Debug)]
pub struct Cluster {
    /// Socket and log; always removed.
    home: PathBuf,
    keeper: Child,
    pipe: Option<ChildStdin>,
    kept: bool,
    /// Databases nobody uses any more. They are dropped when the next one is made, for dropping needs a runtime.
    retired: Mutex<Vec<String>>,
}

static SHARED: Mutex<Option<Arc<Cluster>>> = Mutex::new(None);

impl Cluster {
    /// The one server that all stacks of this process may share; started on first use, ends with the process. Blocks.
    pub fn shared() -> Result<Arc<Self>, DbError> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cluster) = &*shared {
            return Ok(Arc::clone(cluster));
        }
        let cluster = Arc::new(Self::start()?);
        *shared = Some(Arc::clone(&cluster));
        Ok(cluster)
    }

    /// Starts a server of its own. Blocks for about half a second, three on the first run of a version.
    pub fn start() -> Result<Self, DbError> {
        Self::launch(None)
    }

    /// Starts a server whose files are in this directory and stay there; they are made when there are none. Blocks.
    pub fn keep(directory: &Path) -> Result<Self, DbError> {
        Self::launch(Some(directory))
    }

    fn launch(kept: Option<&Path>) -> Result<Self, DbError> {
        let engine = Engine::find()?;
        let owner = Owner::pick()?;
        let home = tempfile::Builder::new().prefix("antops-").tempdir().map_err(DbError::io("temporary directory"))?;
        owner.take(home.path())?;
        let files = match kept {
            Some(directory) => {
                fs::create_dir_all(directory).map_err(DbError::io("the directory to keep"))?;
                owner.take(directory)?;
                directory.canonicalize().map_err(DbError::io("the directory to keep"))?.join("postgres")
            }
            None => home.path().join("data"),
        };
        // The keeper comes first: from here on the directory goes when we go, even if that is before the server runs.
        let (tries, mode) = if kept.is_some() { ("5", "fast") } else { ("1", "immediate") };
        let mut keeper = owner.command("sh");
        keeper
            .args(["-c", KEEPER, "antops-postgres"])
            .arg(&engine.bin)
            .arg(home.path())
            .arg(&files)
            .args([tries, mode]);
        keeper.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut keeper = keeper.spawn().map_err(DbError::io("sh"))?;
        let (pipe, words) = (keeper.stdin.take(), keeper.stdout.take());
        let mut cluster = Self { home: home.keep(), keeper, pipe, kept: kept.is_some(), retired: Mutex::default() };

        if !files.join("PG_VERSION").is_file() {
            create(&engine, &owner, &files)?;
        }
        cluster.configure(&owner, &files)?;
        let mut word = String::new();
        if let (Some(pipe), Some(words)) = (&mut cluster.pipe, words) {
            pipe.write_all(b"start\n").map_err(DbError::io("starting PostgreSQL"))?;
            BufReader::new(words).read_line(&mut word).map_err(DbError::io("starting PostgreSQL"))?;
        }
        if word.trim() == "ready" { Ok(cluster) } else { Err(cluster.last_words()) }
    }

    /// The socket's place differs at every start.
    fn configure(&self, owner: &Owner, files: &Path) -> Result<(), DbError> {
        let durability = if self.kept { "" } else { EPHEMERAL };
        let config = files.join("postgresql.auto.conf");
        let settings = format!("{durability}{SETTINGS}unix_socket_directories = '{}'\n", self.home.display());
        fs::write(&config, settings).map_err(DbError::io("postgresql.auto.conf"))?;
        owner.take(&config)
    }

    fn last_words(&self) -> DbError {
        let log = fs::read_to_string(self.home.join("log")).unwrap_or_default();
        let tail: Vec<_> = log.lines().rev().take(5).collect();
        let tail: Vec<_> = tail.into_iter().rev().collect();
        DbError::Engine(format!("PostgreSQL did not start: {}", tail.join(" / ")))
    }

    /// Whether the files outlive the server.
    pub(super) fn is_kept(&self) -> bool {
        self.kept
    }

    /// Notes a database that nobody uses any more.
    pub(super) fn retire(&self, database: String) {
        self.retired.lock().unwrap_or_else(PoisonError::into_inner).push(database);
    }

    /// The databases to drop, once.
    pub(super) fn take_retired(&self) -> Vec<String> {
        std::mem::take(&mut *self.retired.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The directory of the server's socket.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.home
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.pipe.take());
        if let Err(error) = self.keeper.wait() {
            tracing::warn!(%error, "the private PostgreSQL's keeper could not be waited for");
        }
    }
}

/// Makes a new cluster, from the cache when it holds one of this version.
fn create(engine: &Engine, owner: &Owner, files: &Path) -> Result<(), DbError> {
    let cached = directories::ProjectDirs::from("", "", "antops")
        .map(|dirs| dirs.cache_dir().join(format!("postgres-{}-{TEMPLATE_EDITION}", engine.version)));
    let Some(cached) = cached else { return initdb(engine, owner, files) };
    if cached.join("PG_VERSION").is_file() {
        return copy(&cached, files, owner);
    }
    initdb(engine, owner, files)?;
    // A cache that cannot be written costs the next start two seconds and nothing else.
    if let Err(error) = keep(files, &cached) {
        tracing::debug!(%error, "the new cluster was not cached");
    }
    Ok(())
}

fn initdb(engine: &Engine, owner: &Owner, data: &Path) -> Result<(), DbError> {
    let mut complaint = String::new();
    // Character classes beyond ASCII where the host knows them: `ilike` folds case by them. Order is by code point everywhere.
    for ctype in ["C.UTF-8", "en_US.UTF-8", "C"] {
        let output = owner
            .command(engine.bin.join("initdb"))
            .args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--wal-segsize=4",
            ])
            .arg(format!("--lc-ctype={ctype}"))
            .arg("-D")
            .arg(data)
            .output()
            .map_err(DbError::io("initdb"))?;
        if output.status.success() {
            return Ok(());
        }
        String::from_utf8_lossy(&output.stderr).trim().clone_into(&mut complaint);
    }
    Err(DbError::Engine(format!("initdb: {complaint}")))
}

/// Puts a fresh cluster into the cache under its final name at once, so that nobody ever sees half of one.
fn keep(data: &Path, cached: &Path) -> Result<(), DbError> {
    let parent = cached.parent().ok_or_else(|| DbError::Engine("the cache has no directory".to_owned()))?;
    fs::create_dir_all(parent).map_err(DbError::io("cache"))?;
    let staging = tempfile::tempdir_in(parent).map_err(DbError::io("cache"))?;
    let fresh = staging.path().join("data");
    copy(data, &fresh, &Owner::Ourselves)?;
    fs::rename(&fresh, cached).map_err(DbError::io("cache"))
}

fn copy(from: &Path, to: &Path, owner: &Owner) -> Result<(), DbError> {
    fs::create_dir(to).map_err(DbError::io("copying a cluster"))?;
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).map_err(DbError::io("copying a cluster"))?;
    owner.take(to)?;
    for entry in fs::read_dir(from).map_err(DbError::io("copying a cluster"))? {
        let entry = entry.map_err(DbError::io("copying a cluster"))?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(DbError::io("copying a cluster"))?.is_dir() {
            copy(&entry.path(), &target, owner)?;
        } else {
            fs::copy(entry.path(), &target).map_err(DbError::io("copying a cluster"))?;
            owner.take(&target)?;
        }
    }
    Ok(())
}

/// Whose processes and files the server's are.
enum Owner {
    Ourselves,
    Other { uid: u32, gid: u32 },
}

impl Owner {
    /// Ourselves, unless we are root: then `postgres`, or whoever else is unprivileged.
    fn pick() -> Result<Self, DbError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Ourselves);
        }
        let accounts = fs::read_to_string("/etc/passwd").map_err(DbError::io("/etc/passwd"))?;
        ["postgres", "nobody"]
            .iter()
            .find_map(|wanted| {
                let mut fields =
                    accounts.lines().find(|line| line.split(':').next() == Some(wanted))?.split(':').skip(2);
                Some(Self::Other { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
            })
            .ok_or_else(|| {
                DbError::Engine("PostgreSQL refuses root, and there is no user postgres or nobody".to_owned())
            })
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").stdin(Stdio::null());
        if let Self::Other { uid, gid } = self {
            command.uid(*uid).gid(*gid);
        }
        command
    }

    fn take(&self, path: &Path) -> Result<(), DbError> {
        match self {
            Self::Ourselves => Ok(()),
            Self::Other { uid, gid } => chown(path, Some(*uid), Some(*gid)).map_err(DbError::io("chown")),
        }
    }
}
