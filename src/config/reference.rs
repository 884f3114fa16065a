//! The reference of all settings, generated: this is what `config.example.toml` and `antops config init` hold.

use super::{Kind, SETTINGS, Scope, Setting};
use std::fmt::Write as _;

/// A command and its keys, for the reference of `[keys]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Binding {
    /// The command id.
    pub id: String,
    /// What it does, one sentence.
    pub help: String,
    /// Its keys by default.
    pub keys: Vec<String>,
}

/// A view, said in full.
const VIEWS: &str = "
# Ways to look at the incidents, behind the built-in ones: Queue, Mine, Unassigned, History. One with the name of a built-in view takes its
# place. One section for each.
#[[views]]

# What it is called.
#name = \"Edge\"

# What it shows, in the language of the filter.
#filter = \"service:edge status:open,investigating\"

# One of slo, priority, newest, oldest, updated, number, title, assignee.
#sort = \"slo\"

# From left to right; title must be among them. Others are tags, problem, created-by, updated. What does not fit is left out.
#columns = [\"priority\", \"slo\", \"status\", \"number\", \"title\", \"customer\", \"services\", \"who\", \"age\"]

# list, or board: a column for each status.
#layout = \"list\"
";

/// The commented reference. Every line that holds a setting is commented out with `#` alone; prose has `# `, so un-commenting each
/// former gives a file that parses.
#[must_use]
pub fn example(bindings: &[Binding]) -> String {
    let mut text = String::from(
        "# antops reads this file from $XDG_CONFIG_HOME/antops/config.toml (~/.config/antops/config.toml); `antops config path` says where.\n\
         # The environment wins over the file, flags win over both. `antops config show` says what applies and why.\n",
    );
    for setting in SETTINGS.iter().filter(|setting| setting.scope == Scope::Program) {
        describe(&mut text, setting);
    }
    text.push_str("\n# One section for each project. Its name is what --profile takes.\n#[profiles.prod]\n");
    for setting in SETTINGS.iter().filter(|setting| setting.scope == Scope::Profile) {
        describe(&mut text, setting);
    }
    text.push_str(VIEWS);
    if !bindings.is_empty() {
        text.push_str(
            "\n# Keys by command: a key or a list of keys, an empty list for none. These are the defaults.\n#[keys]\n",
        );
        for binding in bindings {
            let keys: Vec<String> = binding.keys.iter().map(|key| quoted(key)).collect();
            let value = if let [only] = keys.as_slice() { only.clone() } else { format!("[{}]", keys.join(", ")) };
            // Writing into a String cannot fail.
            let _ = writeln!(text, "\n# {}\n#{} = {value}", binding.help, quoted(&binding.id));
        }
    }
    text
}

/// Appends one setting: what it does, who else can say it, its default.
fn describe(text: &mut String, setting: &Setting) {
    let said: Vec<&str> = [setting.flag, setting.variable].into_iter().flatten().collect();
    let also = if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) };
    let value = setting.default.unwrap_or(setting.example);
    let value = if setting.kind == Kind::Switch { value.to_owned() } else { quoted(value) };
    let _ = write!(text, "\n# {}{also}\n", setting.help);
    if let Kind::Choice(words) = setting.kind {
        let _ = writeln!(text, "# One of {}.", words.join(", "));
    }
    let _ = writeln!(text, "#{} = {value}", setting.name);
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
