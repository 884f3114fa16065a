//! A pseudo-terminal with somebody in front of it. Waiting means waiting for bytes: nothing here sleeps or looks again and again.

use antops::stack::Stack;
use portable_pty::{Child, ChildKiller, CommandBuilder, MasterPty, PtyPair, PtySize, SlavePty, native_pty_system};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use std::io::{Read as _, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long to wait for anything at most.
const PATIENCE: Duration = Duration::from_secs(20);

/// The usual window.
const SIZE: PtySize = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };

/// Somebody with a home directory and a project.
pub(crate) struct Person {
    home: tempfile::TempDir,
    /// Address and key, where the shell has them set.
    project: Option<(String, String)>,
}

impl Person {
    /// Somebody whose shell knows the project.
    pub(crate) fn new(stack: &Stack) -> Self {
        let project = Some((stack.url(), stack.keys().publishable().to_owned()));
        Self { home: tempfile::tempdir().unwrap(), project }
    }

    /// Somebody who never heard of any project.
    pub(crate) fn newcomer() -> Self {
        Self { home: tempfile::tempdir().unwrap(), project: None }
    }

    /// Every file below their home, caches aside.
    pub(crate) fn files(&self) -> Vec<String> {
        let (mut files, mut places) = (vec![], vec![self.home.path().to_owned()]);
        while let Some(place) = places.pop() {
            for entry in std::fs::read_dir(place).unwrap() {
                let path = entry.unwrap().path();
                if path.ends_with(".cache") {
                    continue;
                }
                if path.is_dir() { places.push(path) } else { files.push(path.display().to_string()) }
            }
        }
        files
    }

    /// What their shell has set.
    fn environment(&self) -> Vec<(&'static str, String)> {
        let mut variables = vec![
            ("HOME", self.home.path().display().to_string()),
            ("PATH", std::env::var_os("PATH").unwrap_or_default().to_string_lossy().into_owned()),
            ("TERM", "xterm-256color".into()),
            ("TZ", "UTC".into()),
            ("ANTOPS_TOKEN_STORE", "file".into()),
        ];
        if let Some((url, key)) = &self.project {
            variables.extend([("ANTOPS_URL", url.clone()), ("ANTOPS_KEY", key.clone())]);
        }
        variables
    }

    /// Runs a command to its end, with this on its standard input; gives what it printed.
    pub(crate) fn runs(&self, arguments: &[&str], input: &str) -> String {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_antops"));
        command.env_clear().envs(self.environment()).args(arguments);
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "antops {arguments:?} ended with {}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }

    /// Signs in.
    pub(crate) fn signs_in(&self, email: &str, password: &str) {
        self.runs(&["login", "--email", email, "--password-stdin"], &format!("{password}\n"));
    }

    /// Opens the screen on 120 columns and 40 rows.
    pub(crate) fn opens(&self, more: &[(&str, &str)]) -> Terminal {
        self.starts(&[], more)
    }

    /// Starts a command in a terminal.
    pub(crate) fn starts(&self, arguments: &[&str], more: &[(&str, &str)]) -> Terminal {
        Terminal::start(self.command(arguments, more))
    }

    fn command(&self, arguments: &[&str], more: &[(&str, &str)]) -> CommandBuilder {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_antops"));
        command.env_clear();
        command.args(arguments);
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        for (name, value) in more {
            command.env(name, value);
        }
        command
    }

    /// Opens the screen in a window that is only looked at until it shows a text.
    fn opens_unwatched(&self, text: &str) -> (PtyPair, Box<dyn Child + Send + Sync>) {
        let pair = native_pty_system().openpty(SIZE).unwrap();
        let child = pair.slave.spawn_command(self.command(&[], &[])).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
        while !String::from_utf8_lossy(&seen).contains(text) {
            let length = reader.read(&mut buffer).unwrap();
            seen.extend_from_slice(&buffer[..length]);
        }
        (pair, child)
    }

    /// Opens the screen, and closes the window once it shows a text. Gives the exit code. Blocks.
    pub(crate) fn opens_and_closes_the_window(&self, text: &str) -> u32 {
        let (pair, mut child) = self.opens_unwatched(text);
        drop(pair);
        child.wait().unwrap().exit_code()
    }

    /// Opens the screen, takes no more bytes once it shows a text, keeps the program drawing until it is stuck, and tells it to end. Gives
    /// the exit code. Blocks.
    pub(crate) fn opens_and_stops_reading(&self, text: &str) -> u32 {
        let (pair, mut child) = self.opens_unwatched(text);
        let mut keyboard = pair.master.take_writer().unwrap();
        let (tell, progress) = channel();
        // Nobody waits for this one: a child that another test starts at this very moment may inherit the terminal, and then the write
        // waits for that child's end.
        let _typing = std::thread::Builder::new().spawn(move || {
            // Each of these draws the whole screen. When the program hears no more of them, this waits, too, until it ends.
            while keyboard.write_all(&[0x0c; 64]).is_ok() && tell.send(()).is_ok() {}
        });
        while progress.recv_timeout(Duration::from_secs(1)).is_ok() {}
        kill_process(Pid::from_raw(child.process_id().unwrap().cast_signed()).unwrap(), Signal::TERM).unwrap();
        let code = child.wait().unwrap().exit_code();
        drop((progress, pair));
        code
    }
}

/// What comes from the program.
enum News {
    /// Bytes on the screen.
    Bytes(Vec<u8>),
    /// Nobody can write on the screen any more.
    Closed,
    /// Its end, with the exit code.
    Ended(u32),
}

/// A terminal with a program in it.
pub(crate) struct Terminal {
    master: Box<dyn MasterPty + Send>,
    /// Kept open, so that the modes can be read after the program ended.
    slave: Option<Box<dyn SlavePty + Send>>,
    pid: Pid,
    killer: Box<dyn ChildKiller + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    news: Receiver<News>,
    parser: vt100::Parser,
    raw: Vec<u8>,
    /// The modes of the line discipline before the program came: echo, line buffering, what ctrl-c does.
    modes: String,
    is_closed: bool,
    code: Option<u32>,
}

impl Terminal {
    /// Starts a program on 120 columns and 40 rows. Must be called inside an asynchronous runtime.
    pub(crate) fn start(command: CommandBuilder) -> Self {
        let pair = native_pty_system().openpty(SIZE).unwrap();
        let modes = format!("{:?}", pair.master.get_termios());
        let mut child = pair.slave.spawn_command(command).unwrap();
        let (tell, news) = channel();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let bytes = tell.clone();
        tokio::task::spawn_blocking(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if bytes.send(News::Bytes(buffer[..length].to_vec())).is_err() {
                    return;
                }
            }
            drop(bytes.send(News::Closed));
        });
        let (pid, killer) = (child.process_id().unwrap().cast_signed(), child.clone_killer());
        tokio::task::spawn_blocking(move || {
            let code = child.wait().map_or(u32::MAX, |status| status.exit_code());
            drop(tell.send(News::Ended(code)));
        });
        Self {
            keyboard: pair.master.take_writer().unwrap(),
            master: pair.master,
            slave: Some(pair.slave),
            pid: Pid::from_raw(pid).unwrap(),
            killer,
            news,
            parser: vt100::Parser::new(side(SIZE.rows), side(SIZE.cols), 0),
            raw: vec![],
            modes,
            is_closed: false,
            code: None,
        }
    }

    /// The screen as text.
    pub(crate) fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// How many times a colour was set.
    pub(crate) fn colours(&self) -> usize {
        let text = String::from_utf8_lossy(&self.raw);
        let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';')?;
            rest[end..].starts_with('m').then_some(&rest[..end])
        });
        let is_colour = |code: &str| {
            let code: u8 = code.parse().unwrap_or(0);
            matches!(code, 30..=38 | 40..=48 | 90..=97 | 100..=107)
        };
        sequences.filter(|codes| codes.split(';').any(is_colour)).count()
    }

    /// What the keyboard sends.
    pub(crate) fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// A paste, as the terminal announces it.
    pub(crate) fn pastes(&mut self, text: &str) {
        self.types(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Makes the window another size.
    pub(crate) fn resizes(&mut self, cols: u16, rows: u16) {
        self.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        self.parser.screen_mut().set_size(side(rows), side(cols));
    }

    /// Every byte that came so far.
    pub(crate) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// Waits until the program has stopped, as the shell would.
    pub(crate) fn waits_until_it_stops(&self) {
        let options = WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT;
        waitid(WaitId::Pid(self.pid), options).unwrap();
    }

    /// Takes the next piece of news; false when there is none in time.
    fn hear(&mut self, until: Instant) -> bool {
        match self.news.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(News::Bytes(bytes)) => {
                self.parser.process(&bytes);
                self.raw.extend(bytes);
                true
            }
            Ok(News::Closed) => {
                self.is_closed = true;
                true
            }
            Ok(News::Ended(code)) => {
                self.code = Some(code);
                true
            }
            Err(_) => false,
        }
    }

    /// Waits until the screen shows a text.
    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.text().contains(text));
    }

    /// Waits until something is so.
    pub(crate) fn wait_until(&mut self, wanted: &str, is_so: impl Fn(&Self) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !is_so(self) {
            let heard = self.hear(until);
            assert!(heard, "waited in vain for {wanted:?}; the screen was\n{}", self.text());
        }
    }

    /// Waits for the end of the program; gives its exit code.
    pub(crate) fn ends(&mut self) -> Option<u32> {
        self.wait_until("the end of the program", |screen| screen.code.is_some());
        self.code
    }

    /// Whether the program has the screen to itself.
    pub(crate) fn is_alternate(&self) -> bool {
        self.parser.screen().alternate_screen()
    }

    /// Asserts that after its end nothing of the program is left in the terminal: neither its modes nor its screen.
    pub(crate) fn is_given_back(&mut self) {
        assert_eq!(
            format!("{:?}", self.master.get_termios()),
            self.modes,
            "echo, line buffering or signals are not as they were"
        );
        self.hear_the_rest();
        let screen = self.parser.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        assert_eq!(screen.contents(), "", "something was written on the person's own screen");
    }

    /// What was written after the alternate screen was left.
    pub(crate) fn after_the_last_screen(&mut self) -> String {
        self.hear_the_rest();
        let text = String::from_utf8_lossy(&self.raw);
        text.rsplit_once("\x1b[?1049l").map_or(String::new(), |(_, rest)| rest.to_owned())
    }

    /// With the last writer gone, what is still on its way comes to its end.
    fn hear_the_rest(&mut self) {
        self.slave = None;
        while !self.is_closed && self.hear(Instant::now() + PATIENCE) {}
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended long ago.
        drop(self.killer.kill());
    }
}

/// Rows or columns: a terminal has at least one of each.
fn side(length: u16) -> NonZero<u16> {
    NonZero::new(length).unwrap()
}
