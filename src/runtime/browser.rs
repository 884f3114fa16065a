//! Opening addresses outside: `$BROWSER`, else what the desktop has for it. The child never writes on our screen.

use crate::config::Environment;
use crate::domain::safe::Safe;
use crate::ports::Host;
use std::process::Stdio;
use tokio::process::Command;

/// The browsers of this machine.
#[derive(Clone, Debug)]
pub struct Browsers {
    environment: Environment,
}

impl Browsers {
    /// As the environment names them.
    #[must_use]
    pub fn new(environment: Environment) -> Self {
        Self { environment }
    }

    /// The command to run for an address, if there is one.
    fn command(&self, url: &str) -> Option<(String, Vec<String>)> {
        if let Some(browser) = self.environment.get("BROWSER") {
            // A list of candidates, each with `%s` where the address goes, or at its end.
            let mut words = browser.split(':').next()?.split_whitespace().map(ToOwned::to_owned);
            let (program, mut arguments) = (words.next()?, words.collect::<Vec<_>>());
            match arguments.iter_mut().find(|word| word.contains("%s")) {
                Some(word) => *word = word.replace("%s", url),
                None => arguments.push(url.to_owned()),
            }
            return Some((program, arguments));
        }
        let opener = if cfg!(target_os = "macos") {
            Some("open")
        } else {
            let has_desktop = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| self.environment.get(name).is_some());
            has_desktop.then_some("xdg-open")
        };
        opener.map(|program| (program.to_owned(), vec![url.to_owned()]))
    }
}

impl Host for Browsers {
    fn open(&self, url: &str) -> Result<Safe, Safe> {
        let is_address = ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
        if !is_address || url.len() > 2000 || url.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err("That is no address a browser should get".into());
        }
        let Some((program, arguments)) = self.command(url) else {
            return Err(Safe::line(&format!("No browser here; set BROWSER. {url}")));
        };
        let mut command = Command::new(&program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        for name in self.environment.own() {
            command.env_remove(name);
        }
        #[cfg(unix)]
        command.process_group(0);
        match command.spawn() {
            Ok(_) => Ok(Safe::line(url)),
            Err(error) => Err(Safe::line(&format!("{program} does not start: {error}. {url}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_goes_where_the_browser_wants_it() {
        let browsers = |value| Browsers::new(Environment::from([("BROWSER", value)]));
        let url = "https://a.example/x";
        let (program, arguments) = browsers("w3m -new %s:lynx").command(url).unwrap();
        assert_eq!((program.as_str(), arguments), ("w3m", vec!["-new".to_owned(), url.to_owned()]));
        assert_eq!(browsers("w3m").command(url).unwrap().1, [url]);
    }

    #[test]
    fn only_addresses_are_opened() {
        let browsers = Browsers::new(Environment::from([("BROWSER", "true")]));
        for bad in ["file:///etc/passwd", "-version", "https://a.example/\x1b[0m", "javascript:alert(1)"] {
            assert!(browsers.open(bad).is_err(), "{bad}");
        }
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn without_a_desktop_the_address_is_said_instead() {
        let said = Browsers::new(Environment::default()).open("https://a.example/x").unwrap_err();
        assert!(said.contains("https://a.example/x"));
    }
}
