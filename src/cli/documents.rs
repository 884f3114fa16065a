//! `completions` and `man`: documents made from the grammar.

use super::Trouble;
use super::arguments::Arguments;
use clap::CommandFactory as _;
use std::io::Write;

/// Prints the completions of a shell.
pub(super) fn completions(out: &mut dyn Write, shell: clap_complete::Shell) -> Result<(), Trouble> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "antops", &mut text);
    out.write_all(&text)?;
    Ok(out.flush()?)
}

/// Prints the manual: a page for antops, then one for each command.
pub(super) fn man(out: &mut dyn Write) -> Result<(), Trouble> {
    let command = super::grammar();
    clap_mangen::Man::new(command.clone()).render(out)?;
    for verb in command.get_subcommands() {
        clap_mangen::Man::new(verb.clone()).render(out)?;
        for part in verb.get_subcommands() {
            clap_mangen::Man::new(part.clone()).render(out)?;
        }
    }
    Ok(out.flush()?)
}
