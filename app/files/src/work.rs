//! The worker's side: reads the slices of files, and tells the page how far it is and what it found.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use forkcast_engine::Catalog;
use forkcast_observe::Kind;
use forkcast_parts::{scenario, worker};
use js_sys::{Array, Date, Float64Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, FileReaderSync};

use crate::model::Choice;
use crate::read::{Job, Reading, Source, read};
use crate::text::read as texts;

/// Bytes of a file that are in memory at once.
const SLICE: usize = 1 << 20;
/// Time between messages about progress, ms.
const EVERY_MS: f64 = 100.0;

/// How far the reading is.
struct Progress {
    read: Cell<f64>,
    all: f64,
    told_ms: Cell<f64>,
}

impl Progress {
    fn more(&self, bytes: f64) {
        self.read.set(self.read.get() + bytes);
        let now = Date::now();
        if (now - self.told_ms.get()).abs() >= EVERY_MS {
            self.told_ms.set(now);
            let numbers = [self.read.get().min(self.all), self.all];
            worker::tell(&Float64Array::from(&numbers[..]));
        }
    }
}

/// Reads a file slice by slice.
struct Slices {
    file: File,
    at: f64,
    slice: Vec<u8>,
    used: usize,
    progress: Rc<Progress>,
}

impl Slices {
    /// Loads the next slice; empty at the end.
    fn load(&mut self) -> Result<(), JsValue> {
        let end = (self.at + SLICE as f64).min(self.file.size());
        self.slice.clear();
        self.used = 0;
        if end > self.at {
            let blob = self.file.slice_with_f64_and_f64(self.at, end)?;
            let bytes = Uint8Array::new(&FileReaderSync::new()?.read_as_array_buffer(&blob)?.into());
            self.slice.resize(bytes.length() as usize, 0);
            bytes.copy_to(&mut self.slice);
            self.at = end;
            self.progress.more(f64::from(bytes.length()));
        }
        Ok(())
    }
}

impl Read for Slices {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.used == self.slice.len() {
            // A file that was changed or removed since it was chosen.
            self.load().map_err(|_| io::Error::other(texts::CHANGED))?;
        }
        let left = self.slice.get(self.used..).unwrap_or_default();
        let n = left.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(left) {
            *to = *from;
        }
        self.used += n;
        Ok(n)
    }
}

fn source(file: File, path: String, progress: &Rc<Progress>) -> Source<'static> {
    let progress = Rc::clone(progress);
    Source {
        path,
        bytes: file.size(),
        modified_s: file.last_modified() / 1e3,
        open: Box::new(move || {
            Box::new(Slices {
                file: file.clone(),
                at: 0.0,
                slice: Vec::new(),
                used: 0,
                progress: Rc::clone(&progress),
            })
        }),
    }
}

/// A job as the page sends it.
#[derive(Clone, Debug)]
pub struct Message {
    /// What the files are.
    pub choice: Choice,
    /// The scenario as numbers.
    pub numbers: Vec<f64>,
    /// Where its own figures come from.
    pub measured: String,
    /// The day.
    pub date: String,
    /// Whether the folder has a history of git.
    pub has_history: bool,
    /// The files with their paths.
    pub files: Vec<(String, File)>,
    /// A bill, for logs.
    pub bill: Option<File>,
}

impl Message {
    /// As it is sent. The browser hands over files without their content.
    #[must_use]
    pub fn array(&self) -> Array {
        let files: Array = self.files.iter().map(|(_, file)| JsValue::from(file)).collect();
        let paths: Array = self
            .files
            .iter()
            .map(|(path, _)| JsValue::from_str(path))
            .collect();
        let bill = self.bill.as_ref().map_or(JsValue::NULL, JsValue::from);
        [
            JsValue::from_str(self.choice.id()),
            Float64Array::from(&*self.numbers).into(),
            JsValue::from_str(&self.measured),
            JsValue::from_str(&self.date),
            JsValue::from_bool(self.has_history),
            files.into(),
            paths.into(),
            bill,
        ]
        .iter()
        .collect()
    }

    fn of(array: &Array) -> Option<Self> {
        let text = |place: u32| array.get(place).as_string();
        let files = array.get(5).dyn_into::<Array>().ok()?;
        let paths = array.get(6).dyn_into::<Array>().ok()?;
        let file =
            |(path, file): (JsValue, JsValue)| Some((path.as_string()?, file.dyn_into::<File>().ok()?));
        Some(Self {
            choice: Choice::of(&text(0)?),
            numbers: array.get(1).dyn_into::<Float64Array>().ok()?.to_vec(),
            measured: text(2)?,
            date: text(3)?,
            has_history: array.get(4).is_truthy(),
            files: paths.iter().zip(files.iter()).map(file).collect::<Option<_>>()?,
            bill: array.get(7).dyn_into::<File>().ok(),
        })
    }
}

/// Does a job and tells the page: numbers are the bytes read and to be read, a list holds a reading as JSON, and a text is an error.
pub fn run(job: &Array) {
    let Some(message) = Message::of(job) else { return };
    let bill = message.bill.clone();
    let sizes = message.files.iter().map(|(_, file)| file).chain(&bill);
    let progress = Rc::new(Progress {
        read: Cell::new(0.0),
        all: sizes.map(|file| file.size()).sum(),
        told_ms: Cell::new(0.0),
    });
    let files = message.files.into_iter();
    let job = Job {
        kind: message.choice.kind(),
        scenario: scenario::scenario(&message.numbers),
        measured: message.measured,
        date: message.date,
        now_s: Date::now() / 1e3,
        sources: files.map(|(path, file)| source(file, path, &progress)).collect(),
        bill: bill.map(|file| {
            let name = file.name();
            source(file, name, &progress)
        }),
        has_history: message.has_history,
    };
    let json = |reading: &Reading| serde_json::to_string(reading).map_err(|error| error.to_string());
    match read(&job, Catalog::builtin())
        .as_ref()
        .map_err(Clone::clone)
        .and_then(json)
    {
        Ok(text) => worker::tell(&Array::of1(&JsValue::from_str(&text))),
        Err(error) => worker::tell(&JsValue::from_str(&error)),
    }
}

impl Choice {
    /// What the reader said that the files are.
    #[must_use]
    pub const fn kind(self) -> Option<Kind> {
        match self {
            Self::ByContent => None,
            Self::Examples => Some(Kind::Examples),
            Self::Logs => Some(Kind::Logs),
            Self::Documents => Some(Kind::Corpus),
        }
    }
}
