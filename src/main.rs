//! Parses the arguments, loads the configuration and calls the wiring; nothing else.
#![cfg_attr(feature = "matrix", recursion_limit = "256")]

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use openchair::cli::output::Output;
use openchair::cli::{
    Arguments, Command, Place, backup, check, import, preview, reference, restore, status, story,
};
use openchair::clock::{Clock, SystemClock};
use openchair::config::{Environment, Loaded};
use openchair::domain::id::CommunityId;
use openchair::startup::{self, StartError, console, run, stage::StoryTheatre};
use openchair::telemetry;
use openchair::wording::Texts;

/// What a subcommand ends with: its exit code, or a sentence and a code.
type Ended = Result<u8, (String, u8)>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let output = Output::standard();
    let environment = Environment::of_process();
    let ended = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(carry_out(arguments.command, &environment, &output)),
        Err(error) => Err((format!("The program cannot start: {error}."), 1)),
    };
    match ended {
        Ok(code) => ExitCode::from(code),
        Err((sentence, code)) => {
            output.problem(&sentence);
            ExitCode::from(code)
        }
    }
}

fn told(error: impl Into<StartError>) -> (String, u8) {
    let error = error.into();
    (error.to_string(), error.exit_code())
}

fn failed(error: impl std::fmt::Display) -> (String, u8) {
    (error.to_string(), 1)
}

async fn carry_out(command: Command, environment: &Environment, output: &Output) -> Ended {
    match command {
        Command::Run(place) => {
            let loaded = load(&place, environment)?;
            run::run(&loaded).await.map_err(told)?;
        }
        Command::Console(options) => {
            let loaded = load(&options.place, environment)?;
            let community = CommunityId::new(&options.community).map_err(told)?;
            let manner = console::Manner {
                community,
                person: environment.login_name.clone(),
                trying: options.trying,
                plain: environment.no_color,
            };
            console::talk(&loaded, manner).await.map_err(told)?;
        }
        Command::Story(args) => {
            let theatre = StoryTheatre::new(startup::zones_of(None).zones);
            return Ok(story::run(&args, &theatre, output).await);
        }
        Command::Check(place) => {
            let loaded = load(&place, environment)?;
            return Ok(check::run(&loaded, &startup::zones(&loaded.config), SystemClock.now(), output).await);
        }
        Command::Status(args) => {
            let loaded = load(&args.place, environment)?;
            let (zones, now) = (startup::zones(&loaded.config), SystemClock.now());
            let around = status::Around { loaded: &loaded, zones: &zones, now };
            return Ok(status::run(&args, around, output).await);
        }
        Command::Preview(args) => {
            let loaded = startup::zones_of(args.zoneinfo.as_deref());
            if let Some(reason) = loaded.not_used.filter(|_| args.zoneinfo.is_some()) {
                output.problem(&reason.to_string());
            }
            let lines = preview::preview(&args, &loaded.zones, SystemClock.now())
                .map_err(|error| (error.to_string(), 2))?;
            lines.iter().for_each(|line| output.line(line));
        }
        Command::Import(args) => {
            let loaded = load(&Place { config: args.config.clone(), data: args.data.clone() }, environment)?;
            let zones = startup::zones(&loaded.config).zones;
            let watched = std::io::stderr().is_terminal();
            let of =
                import::Circumstances { loaded: &loaded, zones: &zones, now: SystemClock.now(), watched };
            import::import(&args, of, output)
                .await
                .map_err(|error| (error.to_string(), error.exit_code()))?;
        }
        Command::Backup { dest, place } => {
            let loaded = load(&place, environment)?;
            let key = loaded.secrets.key.as_ref();
            let lines = backup::backup(&startup::location(&loaded), key, &dest).await.map_err(failed)?;
            lines.iter().for_each(|line| output.line(line));
        }
        Command::Restore { src, replace, place } => {
            let loaded = load(&place, environment)?;
            let key = loaded.secrets.key.as_ref();
            let lines =
                restore::restore(&startup::location(&loaded), key, &src, replace).await.map_err(failed)?;
            lines.iter().for_each(|line| output.line(line));
        }
        Command::Commands => output.text(&reference::reference(&Texts::load().map_err(told)?)),
    }
    Ok(0)
}

fn load(place: &Place, environment: &Environment) -> Result<Loaded, (String, u8)> {
    let loaded = startup::load(place.config.as_deref(), place.data.as_deref(), environment).map_err(told)?;
    telemetry::start(&loaded.config.log.level);
    Ok(loaded)
}
