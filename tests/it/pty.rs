//! The binary in a pseudo-terminal, as a person has it: start, quit, signals, sizes, pastes, colours, two people at once; and that the
//! terminal is given back as it was found.

mod command_line;
mod terminal;

use antops::stack::{DEMO_EMAIL, DEMO_PASSWORD, Options, Seed, Stack};
use portable_pty::CommandBuilder;
use rustix::process::Signal;
use terminal::{Person, Terminal};

/// What stands on the screen once the queue is there.
const QUEUE: &str = "ACM-INC-";

/// The company in the middle of its shift.
async fn company() -> Stack {
    Stack::start(Options { seed: Seed::Demo, ..Options::default() }).await.unwrap()
}

/// Dana, signed in by the command line before she opens the screen.
fn dana(stack: &Stack) -> Person {
    let dana = Person::new(stack);
    dana.signs_in(DEMO_EMAIL, DEMO_PASSWORD);
    dana
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_opens_and_q_gives_the_terminal_back() {
    let stack = company().await;
    let dana = dana(&stack);
    let mut screen = dana.opens(&[]);
    screen.wait_for("LIVE");
    assert!(screen.is_alternate());
    let sockets = || dana.files().into_iter().filter(|file| file.contains(".sock")).count();
    assert_eq!(sockets(), 1, "where the others of hers would take from");
    screen.types("q");
    assert_eq!(screen.ends(), Some(0));
    screen.is_given_back();
    assert_eq!(sockets(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_to_end_gives_the_terminal_back() {
    let stack = company().await;
    let dana = dana(&stack);
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut screen = dana.opens(&[]);
        screen.wait_for(QUEUE);
        screen.signal(signal);
        assert_eq!(screen.ends(), Some(0), "{signal:?}");
        screen.is_given_back();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_z_lends_the_terminal_to_the_shell_and_takes_it_again() {
    let stack = company().await;
    let dana = dana(&stack);
    let mut screen = dana.opens(&[]);
    screen.wait_for(QUEUE);
    screen.types("\x1a");
    screen.wait_until("the person's own screen", |screen| !screen.is_alternate());
    screen.waits_until_it_stops();
    screen.signal(Signal::CONT);
    screen.wait_until("the queue again", |screen| screen.is_alternate() && screen.text().contains(QUEUE));
    screen.types("q");
    assert_eq!(screen.ends(), Some(0));
    screen.is_given_back();
}

#[tokio::test(flavor = "multi_thread")]
async fn no_size_is_too_odd_to_survive() {
    let stack = company().await;
    let dana = dana(&stack);
    let mut screen = dana.opens(&[]);
    screen.wait_for(QUEUE);
    for step in 0..60 {
        screen.resizes(1 + step * 37 % 211, 1 + step * 17 % 67);
    }
    screen.resizes(100, 30);
    screen.wait_for(QUEUE);
    screen.types("q");
    assert_eq!(screen.ends(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paste_is_text_and_never_commands() {
    let stack = company().await;
    let dana = dana(&stack);
    let mut screen = dana.opens(&[]);
    screen.wait_for("LIVE");
    // On the list there is nothing to paste into; a `q` in it must not quit.
    screen.pastes("q\nq");
    screen.types("c");
    screen.pastes("quite a story\nq");
    screen.wait_for("quite a story");
    // Esc keeps the draft and closes the composer.
    screen.types("\x1b");
    screen.wait_for("c goes on");
    screen.types("q");
    assert_eq!(screen.ends(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_survives_kill_9() {
    let stack = company().await;
    let dana = dana(&stack);
    let mut screen = dana.opens(&[]);
    screen.wait_for("LIVE");
    screen.types("c");
    screen.types("the pool is");
    screen.wait_for("the pool is");
    screen.signal(Signal::KILL);
    screen.ends();
    let mut screen = dana.opens(&[]);
    screen.wait_for("LIVE");
    screen.types("c");
    screen.wait_for("the pool is");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editor_gets_the_terminal_and_its_text_comes_back() {
    let stack = company().await;
    let editor = "sh -c 'test -t 0 && stty -a | grep -q \" icanon\" && printf \"from the editor\" > \"$1\"' sh";
    let dana = dana(&stack);
    let mut screen = dana.opens(&[("EDITOR", editor)]);
    screen.wait_for("LIVE");
    screen.types("c");
    screen.types("\x05");
    screen.wait_for("from the editor");
    assert!(screen.is_alternate());
    screen.types("\x1b");
    screen.wait_for("c goes on");
    screen.types("q");
    assert_eq!(screen.ends(), Some(0));
    screen.is_given_back();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_saved_in_the_editor_survives_being_told_to_end() {
    let stack = company().await;
    // Saves, and stays open until it is ended.
    let editor = "sh -c 'printf \"saved by hand\" > \"$1\"; echo still open; read -r _' sh";
    for signal in [Signal::TERM, Signal::HUP] {
        let dana = dana(&stack);
        let mut screen = dana.opens(&[("EDITOR", editor)]);
        screen.wait_for("LIVE");
        screen.types("c");
        screen.types("\x05");
        screen.wait_for("still open");
        screen.signal(signal);
        assert_eq!(screen.ends(), Some(0), "{signal:?}");
        let mut screen = dana.opens(&[]);
        screen.wait_for("LIVE");
        screen.types("c");
        screen.wait_for("saved by hand");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_color_means_none() {
    let stack = company().await;
    let dana = dana(&stack);
    let mut colourful = dana.opens(&[]);
    colourful.wait_for("LIVE");
    assert!(colourful.colours() > 0, "a test that finds no colours anywhere proves nothing");
    let mut plain = dana.opens(&[("NO_COLOR", "1")]);
    plain.wait_for("LIVE");
    assert_eq!(plain.colours(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_shows_on_a_colleagues_screen_by_itself() {
    let stack = company().await;
    let omar = Person::new(&stack);
    omar.signs_in("omar@acme.example", DEMO_PASSWORD);
    let mut his = omar.opens(&[]);
    his.wait_for("LIVE");
    let dana = dana(&stack);
    let mut hers = dana.opens(&[]);
    hers.wait_for("LIVE");
    hers.types("c");
    hers.types("rolling the edge back");
    hers.wait_for("rolling the edge back");
    hers.types("\x1b\r");
    his.wait_for("rolling the edge back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_gives_the_terminal_back_before_it_is_printed() {
    // The test binary plays itself, in a terminal.
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["pty::a_player_who_panics", "--exact", "--ignored", "--nocapture"]);
    let mut screen = Terminal::start(command);
    screen.ends();
    let text = screen.after_the_last_screen();
    assert!(text.contains("the player fell off the stage"), "{text}");
    assert!(!screen.is_alternate());
}

#[tokio::test]
#[ignore = "played in a terminal by the test above"]
async fn a_player_who_panics() {
    let _tty = antops::runtime::Tty::enter(antops::config::Environment::default()).unwrap();
    panic!("the player fell off the stage");
}

#[test]
fn without_a_terminal_a_sentence_says_so() {
    let home = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_antops"));
    let output = command.env_clear().env("HOME", home.path()).stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(64));
    assert_eq!(output.stdout, b"", "no escape sequence may reach a file");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("needs a terminal") && said.lines().count() == 1, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_run_asks_for_the_project_and_remembers_it() {
    let stack = company().await;
    let newcomer = Person::newcomer();
    let mut screen = newcomer.opens(&[]);
    screen.wait_for("Project address");
    screen.types(&format!("{}\t", stack.url()));
    screen.types("sb_secret_not_for_clients\r");
    screen.wait_for("That is a secret key");
    screen.types(&"\x7f".repeat(30));
    screen.types(&format!("{}\r", stack.keys().publishable()));
    screen.wait_for("Password");
    screen.types(&format!("{DEMO_EMAIL}\t{DEMO_PASSWORD}\r"));
    screen.wait_for("LIVE");
    assert!(screen.text().contains("antops local"), "the header names the new profile\n{}", screen.text());
    screen.types("q");
    assert_eq!(screen.ends(), Some(0));
    // The next time nothing is asked.
    let mut again = newcomer.opens(&[]);
    again.wait_for("LIVE");
    assert!(newcomer.runs(&["whoami"], "").contains(DEMO_EMAIL));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_asked_for_without_echo() {
    let stack = company().await;
    let dana = Person::new(&stack);
    let mut screen = dana.starts(&["login"], &[]);
    screen.wait_for("E-mail address:");
    screen.types(&format!("{DEMO_EMAIL}\r"));
    screen.wait_for("Password");
    screen.types(&format!("{DEMO_PASSWORD}\r"));
    screen.wait_for("session kept");
    assert_eq!(screen.ends(), Some(0));
    assert!(!screen.text().contains(DEMO_PASSWORD), "{}", screen.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailed_code_signs_in() {
    let stack = company().await;
    let mut mailbox = stack.codes();
    let dana = Person::new(&stack);
    let mut screen = dana.starts(&["login", "--code", "--email", DEMO_EMAIL], &[]);
    screen.wait_for("Code sent to");
    let mail = mailbox.recv().await.unwrap();
    screen.types(&format!("{}\r", mail.code));
    screen.wait_for("session kept");
    assert_eq!(screen.ends(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_window_ends_the_program() {
    let stack = company().await;
    let dana = dana(&stack);
    let ended = tokio::task::spawn_blocking(move || dana.opens_and_closes_the_window("LIVE"));
    let code =
        tokio::time::timeout(std::time::Duration::from_secs(20), ended).await.expect("it lives on without a window");
    assert_eq!(code.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_takes_no_more_bytes_does_not_keep_the_program_alive() {
    let stack = company().await;
    let dana = dana(&stack);
    let ended = tokio::task::spawn_blocking(move || dana.opens_and_stops_reading("LIVE"));
    let code =
        tokio::time::timeout(std::time::Duration::from_secs(20), ended).await.expect("it waits for the terminal");
    assert_eq!(code.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn late_replies_of_the_terminal_are_no_keys() {
    let stack = company().await;
    let dana = dana(&stack);
    let mut screen = dana.opens(&[]);
    screen.wait_for("LIVE");
    // Colours, device attributes, cursor position, a name: as they come seconds after somebody asked.
    screen.types("\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\");
    screen.types("\x1b[?62;22;52c\x1b[12;40R\x1bP>|tmux 3.4q\x1b\\");
    screen.types("c");
    screen.types("only this");
    screen.wait_for("only this");
    screen.types("\x1b");
    screen.wait_for("c goes on");
    assert!(screen.text().contains("Draft      only this"), "{}", screen.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terminal_is_asked_nothing_and_its_mouse_stays_its_own() {
    let stack = company().await;
    let dana = dana(&stack);
    let mut screen = dana.opens(&[]);
    screen.wait_for("LIVE");
    screen.types("\x0c");
    screen.types("q");
    assert_eq!(screen.ends(), Some(0));
    let written = String::from_utf8_lossy(screen.raw()).into_owned();
    for question in [
        "\x1b[6n",
        "\x1b[c",
        "\x1b[>c",
        "\x1b]10;?",
        "\x1b]11;?",
        "\x1b[?u",
        "\x1b[?1000h",
        "\x1b[?1003h",
        "\x1b[?1006h",
    ] {
        assert!(!written.contains(question), "{question:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_copied_goes_through_the_terminal() {
    let stack = company().await;
    let dana = dana(&stack);
    let mut screen = dana.opens(&[]);
    screen.wait_for("LIVE");
    screen.types("y");
    screen.wait_for("umber");
    screen.types("\r");
    screen.wait_until("OSC 52", |screen| String::from_utf8_lossy(screen.raw()).contains("\x1b]52;c;"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_needs_nothing_lets_a_colleague_in_and_leaves_nothing_behind() {
    let visitor = Person::newcomer();
    let mut dana = visitor.starts(&["demo"], &[]);
    dana.wait_for("This is a demo");
    dana.wait_for("LIVE");
    let mut omar = visitor.starts(&["demo", "--as", "omar"], &[]);
    omar.wait_for("LIVE");
    assert!(omar.text().contains("Omar"), "{}", omar.text());
    omar.types("q");
    assert_eq!(omar.ends(), Some(0));
    dana.types("q");
    assert_eq!(dana.ends(), Some(0));
    assert_eq!(visitor.files(), Vec::<String>::new());
}
