//! Signing in.

use super::Scope::SignIn;
use super::gate::at_step;
use super::{Command, row};
use crate::app::effect::Effect;
use crate::app::input;
use crate::app::layers::sign_in::Step as SignInStep;
use crate::app::model::Model;

pub(super) static ROWS: &[Command] = &[
    row("sign-in.next", "Next", "The next field, or sign in.", &["enter"], SignIn, Model::submit_sign_in)
        .hint(1, "next"),
    row("sign-in.forth", "Next field", "The next field.", &["tab", "down"], SignIn, |m| input::turn_field(m, false)),
    row("sign-in.back", "Field before", "The field before.", &["backtab", "up"], SignIn, |m| {
        input::turn_field(m, true)
    }),
    row(
        "sign-in.code",
        "Mail me a code",
        "Sign in with a code by e-mail instead of the password, or have another one sent.",
        &["ctrl-o"],
        SignIn,
        Model::mail_code,
    )
    .hint(2, "mail me a code")
    .when(|m| at_step(m, &[SignInStep::Password, SignInStep::Code])),
    row(
        "sign-in.password",
        "Use a password",
        "Back to e-mail and password.",
        &["ctrl-p"],
        SignIn,
        input::back_to_password,
    )
    .hint(2, "use a password")
    .when(|m| at_step(m, &[SignInStep::Code, SignInStep::Totp])),
    row("sign-in.quit", "Quit", "Leave antops.", &["ctrl-c"], SignIn, |_| vec![Effect::Quit]).hint(3, "quit"),
];
