//! Settings: layers, complaints, writing.

use super::*;
use secrecy::ExposeSecret;

#[expect(clippy::unnecessary_wraps, reason = "it stands in for a judge that refuses")]
fn any_key(_: &str) -> Result<(), String> {
    Ok(())
}

fn read(text: &str) -> Result<File, Mistakes> {
    File::parse(Path::new("config.toml"), text)
}

fn complaint(text: &str) -> String {
    read(text).map(|_| ()).unwrap_err().to_string()
}

fn chosen(file: &str, environment: &Environment, flags: &[(&'static str, String)]) -> Result<Profile, String> {
    let config = Config::from_layers(read(file).unwrap(), environment, flags, any_key).map_err(|m| m.to_string())?;
    match config.choose().map_err(|m| m.to_string())? {
        Chosen::Profile(profile) => Ok(*profile),
        Chosen::Nothing => Err("nothing".into()),
    }
}

const TWO: &str = "default_profile = \"prod\"\n[profiles.prod]\nurl = \"https://a.example\"\nkey = \"k1\"\nread_only = true\n\
                   [profiles.lab]\nurl = \"http://127.0.0.1:54321\"\nkey = \"k2\"\n";

#[test]
fn a_flag_wins_over_the_environment_which_wins_over_the_file() {
    let plain = chosen(TWO, &Environment::default(), &[]).unwrap();
    assert_eq!((plain.name.as_str(), plain.url.as_str(), plain.read_only), ("prod", "https://a.example", true));
    let environment = Environment::from([("ANTOPS_PROFILE", "lab"), ("ANTOPS_KEY", "k3")]);
    let from_environment = chosen(TWO, &environment, &[]).unwrap();
    assert_eq!((from_environment.name.as_str(), from_environment.key.expose_secret()), ("lab", "k3"));
    let from_flag = chosen(TWO, &environment, &[("default_profile", "prod".into())]).unwrap();
    assert_eq!((from_flag.name.as_str(), from_flag.key.expose_secret()), ("prod", "k3"));
}

#[test]
fn an_empty_file_and_environment_choose_nothing() {
    assert_eq!(chosen("", &Environment::default(), &[]).unwrap_err(), "nothing");
}

#[test]
fn an_address_and_a_key_in_the_environment_are_a_profile() {
    let environment = Environment::from([("ANTOPS_URL", "https://x.example/"), ("ANTOPS_KEY", "k")]);
    let profile = chosen("", &environment, &[]).unwrap();
    assert_eq!((profile.name.as_str(), profile.url.as_str()), ("environment", "https://x.example"));
}

#[test]
fn an_unknown_profile_is_named_with_those_there_are() {
    let environment = Environment::from([("ANTOPS_PROFILE", "stag")]);
    let complaint = chosen(TWO, &environment, &[]).unwrap_err();
    assert_eq!(complaint, "ANTOPS_PROFILE: there is no profile \"stag\"; there are lab, prod");
}

#[test]
fn a_complaint_names_the_file_and_the_line() {
    assert!(
        complaint("ascii = true\nasci = true\n")
            .starts_with("config.toml line 2: the top of the file has no setting \"asci\"")
    );
    assert_eq!(complaint("\nascii = \"true\"\n"), "config.toml line 2: ascii must be true or false, without quotes");
    assert!(complaint("[profiles.a]\nurl = 3\n").starts_with("config.toml line 2: url must be an address"));
    assert!(complaint("ascii = true\nascii = false\n").starts_with("config.toml line 2: "));
    assert!(complaint("[profiles.\"a/b\"]\n").contains("letters, digits"));
}

#[test]
fn all_complaints_come_at_once() {
    assert_eq!(complaint("asci = true\nlog = 3\n").lines().count(), 2);
}

#[test]
fn plain_http_is_for_this_machine_only() {
    assert!(complaint("[profiles.a]\nurl = \"http://db.example\"\n").contains("https://"));
    assert!(read("[profiles.a]\nurl = \"http://localhost:54321\"\n").is_ok());
    assert!(complaint("[profiles.a]\nurl = \"https://me:pw@db.example\"\n").contains("password"));
    assert!(complaint("[profiles.a]\nurl = \"https://db.example/?a=b\"\n").contains("question mark"));
}

#[test]
fn a_refused_key_is_named_with_its_place() {
    fn refuse(key: &str) -> Result<(), String> {
        if key.starts_with("sb_secret_") { Err("that key is secret".into()) } else { Ok(()) }
    }
    let file = read("[profiles.a]\nurl = \"https://a.example\"\nkey = \"sb_secret_x\"\n").unwrap();
    let mistakes = Config::from_layers(file, &Environment::default(), &[], refuse).unwrap_err();
    assert_eq!(mistakes.to_string(), "config.toml line 3: that key is secret");
    let environment = Environment::from([("ANTOPS_KEY", "sb_secret_y")]);
    let mistakes = Config::from_layers(File::default(), &environment, &[], refuse).unwrap_err();
    assert_eq!(mistakes.to_string(), "ANTOPS_KEY: that key is secret");
}

#[test]
fn keys_are_read_with_and_without_quotes_around_their_dots() {
    let file =
        read("[keys]\nincident.take = \"t\"\n\"incident.close\" = [\"x\", \"ctrl-x\"]\napp.quit = []\n").unwrap();
    let config = Config::from_layers(file, &Environment::default(), &[], any_key).unwrap();
    let keys = config.keys();
    assert_eq!(keys["incident.take"], ["t"]);
    assert_eq!(keys["incident.close"], ["x", "ctrl-x"]);
    assert!(keys["app.quit"].is_empty());
    assert_eq!(config.key_source("incident.close").unwrap().to_string(), "config.toml line 3");
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_write_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.toml");
    std::fs::write(&path, "ascii = true\n").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o664)).unwrap();
    assert!(File::load(&path).unwrap_err().to_string().contains("chmod go-w"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(File::load(&path).is_ok());
}

#[test]
fn writing_a_profile_keeps_everything_else() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("deeper/config.toml");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let old = "# mine\nascii = true # because\n\n[profiles.prod] # careful\n# the key\nkey = \"old\"\nread_only = true\n\n[keys]\nx = \"y\"\n";
    std::fs::write(&path, old).unwrap();
    let profile = NewProfile {
        name: "prod".into(),
        url: "https://a.example".into(),
        key: "new".into(),
        email: Some("d@a.example".into()),
    };
    keep_profile(&path, &profile).unwrap();
    let new = std::fs::read_to_string(&path).unwrap();
    for line in
        ["# mine", "ascii = true # because", "[profiles.prod] # careful", "# the key", "read_only = true", "x = \"y\""]
    {
        assert!(new.lines().any(|found| found == line), "{line} is gone from\n{new}");
    }
    assert!(!new.contains("old"));
    let written = chosen(&new, &Environment::default(), &[]).unwrap();
    assert_eq!(
        (written.url.as_str(), written.key.expose_secret(), written.read_only),
        ("https://a.example", "new", true)
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn where_a_session_is_kept_is_written_into_its_profile_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.toml");
    assert_eq!(keep_token_store(&path, "prod", TokenStore::File), Ok(false), "no file");
    let section = |name: &str| format!("[profiles.{name}]\nurl = \"https://{name}.example\"\nkey = \"k\"\n");
    std::fs::write(&path, format!("{}{}", section("prod"), section("test"))).unwrap();
    assert_eq!(keep_token_store(&path, "other", TokenStore::File), Ok(false), "no such profile");
    for store in [TokenStore::File, TokenStore::Keyring] {
        assert_eq!(keep_token_store(&path, "prod", store), Ok(true));
        let text = format!("default_profile = \"prod\"\n{}", std::fs::read_to_string(&path).unwrap());
        assert_eq!(chosen(&text, &Environment::default(), &[]).unwrap().token_store, store);
        assert_eq!(text.matches("token_store").count(), 1, "{text}");
    }
}

#[test]
fn a_second_profile_is_added_and_becomes_the_default() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.toml");
    for name in ["first", "second"] {
        let url = format!("https://{name}.example");
        keep_profile(&path, &NewProfile { name: name.into(), url, key: "k".into(), email: None }).unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(chosen(&text, &Environment::default(), &[]).unwrap().url, "https://second.example");
    assert_eq!(read(&text).unwrap().profiles.len(), 2);
}

#[test]
fn a_layout_that_cannot_be_changed_safely_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.toml");
    let old = "profiles = { prod = { url = \"https://a.example\", key = \"k\" } }\n";
    std::fs::write(&path, old).unwrap();
    let profile = NewProfile { name: "prod".into(), url: "https://b.example".into(), key: "n".into(), email: None };
    assert!(keep_profile(&path, &profile).unwrap_err().to_string().contains("by hand"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), old);
}

#[test]
fn every_line_of_the_reference_parses_once_it_is_uncommented() {
    let bindings = [Binding { id: "incident.take".into(), help: "Take it.".into(), keys: vec!["a".into()] }];
    let text = example(&bindings);
    let uncommented: String = text
        .lines()
        .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line))
        .fold(String::new(), |text, line| text + line + "\n");
    let file = read(&uncommented).unwrap();
    assert_eq!(file.program.len() + file.profiles["prod"].layer.len(), SETTINGS.len());
    assert_eq!(file.keys["incident.take"].keys, ["a"]);
}

const EDGE: &str = "[[views]]\nname = \"Edge\"\nfilter = \"service:edge is:active\"\nsort = \"updated\"\n\
                    columns = [\"slo\", \"title\", \"tags\"]\nlayout = \"board\"\n";

#[test]
fn views_of_the_file_stand_behind_the_built_in_ones() {
    use crate::app::panes::incidents::sort::Sort;
    use crate::app::view::{Column, Layout};
    let config = Config::from_layers(read(EDGE).unwrap(), &Environment::default(), &[], any_key).unwrap();
    let views = config.views();
    let [.., history, edge] = views.all() else { panic!("{views:?}") };
    assert_eq!((history.name.as_str(), edge.name.as_str()), ("History", "Edge"));
    assert_eq!(
        (edge.filter.as_str(), edge.sort, edge.layout),
        ("service:edge is:active", Sort::Updated, Layout::Board)
    );
    assert_eq!(edge.columns, [Column::Slo, Column::Title, Column::Tags]);
}

#[test]
fn a_view_that_cannot_be_used_is_named_with_its_line() {
    for (text, expected) in [
        ("views = 3", "line 1: views are written as [[views]]"),
        ("[[views]]\nfilter = \"a\"", "line 1: a view needs a name"),
        ("[[views]]\nname = \"\"", "line 2: a view is named with 1 to 20 letters, not \"\""),
        ("[[views]]\nname = \"A\"\nfilter = \"status:half\"", "line 3: filter: "),
        ("[[views]]\nname = \"A\"\nfilter = 7", "line 3: filter must be a text in quotes"),
        ("[[views]]\nname = \"A\"\nsort = \"mood\"", "line 3: sort must be one of slo, "),
        ("[[views]]\nname = \"A\"\ncolumns = [\"slo\"]", "line 3: columns must have \"title\" among them"),
        ("[[views]]\nname = \"A\"\ncolumns = [\"title\",\n\"mood\"]", "line 4: a column is one of priority, "),
        ("[[views]]\nname = \"A\"\ncolumns = [\"title\", \"title\"]", "line 3: the column \"title\" is there twice"),
        ("[[views]]\nname = \"A\"\nlayout = \"wall\"", "line 3: layout must be list or board, not \"wall\""),
        ("[[views]]\nname = \"A\"\nwhere = \"b\"", "line 3: a view has no \"where\"; it has name, filter, sort"),
        ("[[views]]\nname = \"A\"\n[[views]]\nname = \"A\"", "line 3: there are two views \"A\""),
    ] {
        let complaint = complaint(text);
        assert!(complaint.contains(expected), "{complaint}");
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }
}
