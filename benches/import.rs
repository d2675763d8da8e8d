//! How long a region's schedule takes to come in: 1,555 meetings, read, laid out for 90 days and on disk.
//!
//! Without the data file a list of the same size is made up.
#![allow(clippy::expect_used, missing_docs, reason = "a measurement that cannot be taken stops")]

use std::hint::black_box;
use std::path::Path;

use chrono::{DateTime, Utc};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use openchair::domain::community::Community;
use openchair::domain::id::CommunityId;
use openchair::domain::member::Language;
use openchair::domain::zone::Zones;
use openchair::formats::{MeetingList, ReadOptions, bmlt};
use openchair::storage::import::{Laying, lay_in};
use openchair::storage::series::Horizon;
use openchair::storage::{Location, Storage, community};
use tokio::runtime::Runtime;

const MEETINGS: usize = 1_555;

fn file() -> Vec<u8> {
    let real = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/bmlt/meetings-new-york.json");
    std::fs::read(real).unwrap_or_else(|_| made_up().into_bytes())
}

fn made_up() -> String {
    let row = |id: usize| {
        format!(
            r#"{{"id_bigint":"{id}","meeting_name":"Circle {id}","weekday_tinyint":"{}","start_time":"19:30:00",
            "duration_time":"01:30:00","venue_type":"1","published":"1","formats":"O,D","lang_enum":"en",
            "location_street":"{id} Main Street","comments":"1st Thursday: books"}}"#,
            id % 7 + 1
        )
    };
    format!("[{}]", (1..=MEETINGS).map(row).collect::<Vec<_>>().join(","))
}

fn read(file: &[u8]) -> MeetingList {
    let options = ReadOptions { zone: "America/New_York".parse().ok(), ..ReadOptions::default() };
    bmlt::read(file, &options).expect("the list is read")
}

async fn new_house(folder: &Path) -> Storage {
    let location = Location { data: folder.join("data"), key_file: folder.join("data.key") };
    let storage = Storage::open(&location, None).await.expect("a database is made");
    let mut tx = storage.write().await.expect("it can be written");
    let home = Community {
        id: CommunityId::home(),
        title: "Home".to_owned(),
        zone: "America/New_York".parse().expect("a zone"),
        language: Language::En,
    };
    community::put(&mut tx, &home).await.expect("a community is made");
    tx.commit().await.expect("it is kept");
    storage
}

async fn import(storage: &Storage, list: &MeetingList, zones: &Zones) -> usize {
    let now: DateTime<Utc> = "2026-03-25T12:00:00Z".parse().expect("a time");
    let horizon = Horizon::usual(now, zones);
    let laying = Laying { feed: "bmlt", language: Language::En, horizon, default_offsets: &[60] };
    let mut tx = storage.write().await.expect("it can be written");
    let laid = lay_in(&mut tx, &CommunityId::home(), &list.groups, &laying, &mut |_| {}).await;
    tx.commit().await.expect("it is kept");
    laid.expect("the list is laid in").new
}

fn imports(criterion: &mut Criterion) {
    let (file, zones) = (file(), Zones::embedded());
    let runtime = Runtime::new().expect("a runtime");
    let mut group = criterion.benchmark_group("import");
    group.sample_size(10);
    group.bench_function("read 1,555 meetings", |bench| bench.iter(|| read(black_box(&file))));
    group.bench_function("read and lay in 1,555 meetings", |bench| {
        bench.iter_batched(
            || {
                let folder = tempfile::tempdir().expect("a folder");
                let storage = runtime.block_on(new_house(folder.path()));
                (folder, storage)
            },
            |(folder, storage)| {
                let new = runtime.block_on(import(&storage, &read(&file), &zones));
                assert_eq!(new, MEETINGS);
                (folder, storage)
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("the same again, nothing new", |bench| {
        let folder = tempfile::tempdir().expect("a folder");
        let storage = runtime.block_on(new_house(folder.path()));
        runtime.block_on(import(&storage, &read(&file), &zones));
        bench.iter(|| runtime.block_on(import(&storage, &read(&file), &zones)));
    });
    group.finish();
}

criterion_group!(benches, imports);
criterion_main!(benches);
