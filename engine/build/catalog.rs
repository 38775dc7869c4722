//! The catalog: the lists in the order of the source that is written.

use crate::gpus::{Gpus, gpu_list};
use crate::hash::content_sha256;
use crate::models::{MOST_LATER, Models, model_list, other_long_prompts};
use crate::read::read;
use crate::retrieval::{Retrieval, retrieval_lists, retrieval_sources};
use crate::sellers::{Sellers, check_models, seller_list};
use crate::write::sources;
use std::fmt::Write as _;

pub(crate) fn catalog(out: &mut String) {
    let models: Models = read("models");
    let sellers: Sellers = read("sellers");
    let gpus: Gpus = read("gpus");
    let retrieval: Retrieval = read("retrieval");
    let snapshot = models.snapshot();
    check_models(&sellers, &models);
    model_list(out, &models, &sellers, &gpus);
    seller_list(out, &sellers);
    gpu_list(out, &gpus);
    retrieval_lists(out, &retrieval, snapshot);
    other_long_prompts(out, &models);
    sources(
        out,
        "MODEL_SOURCES",
        models.model.iter().map(|m| (&*m.source, &*m.as_of)),
    );
    sources(
        out,
        "GPU_SOURCES",
        gpus.gpu.iter().map(|g| (&*g.source, &*g.as_of)),
    );
    retrieval_sources(out, &retrieval);
    writeln!(
        out,
        "const VERSION: &str = {snapshot:?};\n/// Later prices of a model that count; any beyond are passed over.\npub const MOST_LATER: usize = {MOST_LATER};"
    )
    .unwrap();
    writeln!(
        out,
        "/// SHA-256 of what the built-in catalog holds, as 64 hexadecimal digits; comments and the order of keys do not count.\npub const CONTENT_SHA256: &str = {:?};",
        content_sha256()
    )
    .unwrap();
}
