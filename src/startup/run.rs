//! `openchair run`: the bot on the platforms that the configuration enables.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::signals::stop_asked;
use super::{ClockLaws, House, StartError};
use crate::chat::contract::{Chat, Hopeless, Inbox};
use crate::clock::{Clock, SystemClock};
#[cfg(all(feature = "pipe", unix))]
use crate::config::Config;
use crate::config::Loaded;
#[cfg(all(feature = "pipe", unix))]
use crate::domain::id::CommunityId;

/// Runs until somebody stops the program.
///
/// # Errors
/// No platform is enabled or built in, the database cannot be opened, or a platform gives up.
pub async fn run(loaded: &Loaded) -> Result<(), StartError> {
    let clock = Arc::new(SystemClock) as Arc<dyn Clock>;
    let chats = chats(loaded, &clock)?;
    let house = House::open(loaded, ClockLaws::of(&loaded.config), None).await?;
    let household = house.household(chats.clone(), Arc::clone(&clock), house.authorities());
    let (stop, shutdown) = watch::channel(false);
    let (stop_telling, until) = watch::channel(false);
    let upkeep = house.look_after(Arc::clone(&clock), shutdown.clone(), false);
    let mut running = JoinSet::new();
    for chat in chats {
        let (bot, shutdown) = (Arc::clone(&household.bot) as Arc<dyn Inbox>, shutdown.clone());
        running.spawn(async move { chat.run(&*bot, shutdown).await });
    }
    let agenda = Arc::clone(&household.agenda);
    let ticking = tokio::spawn(async move { agenda.run(&*clock, until).await });
    let ended = tokio::select! {
        ended = first_hopeless(&mut running) => ended,
        () = stop_asked() => Ok(()),
    };
    // What is on its way unasked still gets its answers; then the chats end.
    stop_telling.send_replace(true);
    let _stopped = ticking.await;
    stop.send_replace(true);
    while running.join_next().await.is_some() {}
    house.close(upkeep).await;
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
fn chats(loaded: &Loaded, clock: &Arc<dyn Clock>) -> Result<Vec<Arc<dyn Chat>>, StartError> {
    let config = &loaded.config;
    let mut chats: Vec<Arc<dyn Chat>> = Vec::new();
    if config.discord.enabled {
        chats.push(discord()?);
    }
    if config.matrix.enabled {
        chats.push(matrix()?);
    }
    if config.pipe.enabled {
        chats.extend(pipe(loaded, clock)?);
    }
    if chats.is_empty() {
        return Err(StartError::NothingToRun(
            "No platform is enabled. Discord and Matrix are not built into this version yet; openchair console works today, and adapters in other languages with [pipe].".to_owned(),
        ));
    }
    Ok(chats)
}

#[cfg(all(feature = "pipe", unix))]
fn pipe(loaded: &Loaded, clock: &Arc<dyn Clock>) -> Result<Vec<Arc<dyn Chat>>, StartError> {
    use crate::chat::pipe;
    let platforms = loaded.config.pipe.platforms.iter();
    let settings = pipe::PipeSettings {
        path: loaded.pipe_socket(),
        platforms: platforms.map(|name| (name.clone(), spaces(&loaded.config, name))).collect(),
    };
    Ok(pipe::open(settings, clock))
}

/// Who owns what of a platform behind the pipe. Where there is one community, it owns everything.
#[cfg(all(feature = "pipe", unix))]
fn spaces(config: &Config, platform: &str) -> crate::chat::pipe::Communities {
    let mut communities = crate::chat::pipe::Communities::default();
    for (name, community) in &config.communities {
        let Ok(id) = CommunityId::new(name) else { continue };
        for space in community.places_of(platform) {
            match space {
                "*" => communities.elsewhere = Some(id.clone()),
                _ => drop(communities.spaces.insert(space.to_owned(), id.clone())),
            }
        }
    }
    if communities.spaces.is_empty() && config.communities.len() <= 1 {
        let only = config.communities.keys().next().and_then(|name| CommunityId::new(name).ok());
        communities.elsewhere = Some(only.unwrap_or_else(CommunityId::home));
    }
    communities
}

#[cfg(not(all(feature = "pipe", unix)))]
fn pipe(_loaded: &Loaded, _clock: &Arc<dyn Clock>) -> Result<Vec<Arc<dyn Chat>>, StartError> {
    Err(StartError::NothingToRun(
        "This program was built without the pipe, or runs on a system without Unix sockets. Build it with the feature `pipe`, or set pipe.enabled = false.".to_owned(),
    ))
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
