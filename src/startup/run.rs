//! `openchair run`: the bot on the platforms that the configuration enables.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::signals::stop_asked;
use super::{House, StartError, zones};
use crate::chat::contract::{Chat, Hopeless, Inbox};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Loaded};

/// Runs until somebody stops the program.
///
/// # Errors
/// No platform is enabled or built in, the database cannot be opened, or a platform gives up.
pub async fn run(loaded: &Loaded) -> Result<(), StartError> {
    let chats = chats(&loaded.config)?;
    let house = House::open(loaded, zones(&loaded.config).zones, None).await?;
    house.look_after();
    let clock = Arc::new(SystemClock) as Arc<dyn Clock>;
    let household = house.household(chats.clone(), Arc::clone(&clock), house.authorities());
    let (stop, shutdown) = watch::channel(false);
    let mut running = JoinSet::new();
    for chat in chats {
        let (bot, shutdown) = (Arc::clone(&household.bot) as Arc<dyn Inbox>, shutdown.clone());
        running.spawn(async move { chat.run(&*bot, shutdown).await });
    }
    let agenda = Arc::clone(&household.agenda);
    let ticking = tokio::spawn(async move { agenda.run(&*clock, shutdown).await });
    let ended = tokio::select! {
        ended = first_hopeless(&mut running) => ended,
        () = stop_asked() => Ok(()),
    };
    let _nobody_listens = stop.send(true);
    while running.join_next().await.is_some() {}
    let _stopped = ticking.await;
    Ok(ended?)
}

async fn first_hopeless(running: &mut JoinSet<Result<(), Hopeless>>) -> Result<(), Hopeless> {
    while let Some(ended) = running.join_next().await {
        if let Ok(Err(hopeless)) = ended {
            return Err(hopeless);
        }
    }
    Ok(())
}

/// The enabled chats; a platform that this program was built without is said by name.
fn chats(config: &Config) -> Result<Vec<Arc<dyn Chat>>, StartError> {
    let mut chats: Vec<Arc<dyn Chat>> = Vec::new();
    if config.discord.enabled {
        chats.push(discord()?);
    }
    if config.matrix.enabled {
        chats.push(matrix()?);
    }
    if chats.is_empty() {
        return Err(StartError::NothingToRun(
            "No platform is enabled. Discord and Matrix are not built into this version yet; openchair console works today.".to_owned(),
        ));
    }
    Ok(chats)
}

#[cfg(feature = "discord")]
fn discord() -> Result<Arc<dyn Chat>, StartError> {
    Ok(Arc::new(crate::chat::discord::Discord))
}

#[cfg(not(feature = "discord"))]
fn discord() -> Result<Arc<dyn Chat>, StartError> {
    Err(StartError::NothingToRun(
        "This program was built without Discord. Build it with the feature `discord`, or set discord.enabled = false.".to_owned(),
    ))
}

#[cfg(feature = "matrix")]
fn matrix() -> Result<Arc<dyn Chat>, StartError> {
    Ok(Arc::new(crate::chat::matrix::Matrix))
}

#[cfg(not(feature = "matrix"))]
fn matrix() -> Result<Arc<dyn Chat>, StartError> {
    Err(StartError::NothingToRun(
        "This program was built without Matrix. Build it with the feature `matrix`, or set matrix.enabled = false.".to_owned(),
    ))
}
