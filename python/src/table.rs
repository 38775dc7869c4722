//! A sweep over an Arrow table, on all cores.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Float64Builder, StringBuilder};
use arrow_array::cast::AsArray as _;
use arrow_array::types::Float64Type;
use arrow_array::{Array as _, ArrayRef, Float64Array, RecordBatch, RecordBatchReader, StringArray};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use forkcast_engine::params::Param;
use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::json::sweep::{self, Cell, How, Row, Sweep};
use forkcast_protocol::json::{Offered, ReadError};
use forkcast_protocol::library::LibraryError;
use pyo3::exceptions::PyValueError;
use pyo3::{PyErr, PyResult, Python};
use rayon::prelude::*;

use crate::text;

/// Rows that are read before they are judged: enough for every core, and few enough that Ctrl+C ends a long sweep soon.
const BLOCK: usize = 4096;

/// A column of the input.
struct Column {
    param: &'static Param,
    values: Values,
}

/// Its values.
enum Values {
    Numbers(Float64Array),
    Texts(StringArray),
    /// A column without any.
    Nothing,
}

impl Column {
    fn of(name: &str, array: &ArrayRef) -> PyResult<Self> {
        let param = sweep::input(name).map_err(refused)?;
        let values = match array.data_type() {
            DataType::Null => Values::Nothing,
            kind if kind.is_numeric() => {
                let numbers = cast(array, &DataType::Float64).map_err(unreadable)?;
                Values::Numbers(numbers.as_primitive::<Float64Type>().clone())
            }
            kind if is_text(kind) => {
                let texts = cast(array, &DataType::Utf8).map_err(unreadable)?;
                Values::Texts(texts.as_string::<i32>().clone())
            }
            other => return Err(PyValueError::new_err(text::column_type(name, other))),
        };
        Ok(Self { param, values })
    }

    fn at(&self, row: usize) -> Offered<'_> {
        match &self.values {
            Values::Numbers(numbers) if numbers.is_valid(row) => Offered::Number(numbers.value(row)),
            Values::Texts(texts) if texts.is_valid(row) => Offered::Text(texts.value(row)),
            Values::Numbers(_) | Values::Texts(_) | Values::Nothing => Offered::Nothing,
        }
    }
}

/// Whether a column holds texts, also as categories.
fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_text(values),
        other => other.is_string(),
    }
}

/// The verdicts on the rows of a table: a batch for each of the table's.
pub(crate) fn swept(
    reader: Box<dyn RecordBatchReader + Send>,
    base: &Scenario,
    how: &How,
) -> PyResult<(Vec<RecordBatch>, SchemaRef)> {
    let catalog = Catalog::builtin();
    // The base alone says what kind of column each is, also where the table has no rows.
    let mut judge = Sweep::new(how, catalog);
    let kinds = judge.row(base).cells();
    let field = |(name, kind): (String, &Cell)| {
        let of = match kind {
            Cell::Id(_) => DataType::Utf8,
            Cell::Flag(_) => DataType::Boolean,
            Cell::Number(_) => DataType::Float64,
        };
        Field::new(name, of, false)
    };
    let schema: SchemaRef = Arc::new(Schema::new(
        Row::columns(how)
            .into_iter()
            .zip(&kinds)
            .map(field)
            .collect::<Vec<_>>(),
    ));
    let fields = reader.schema();
    let mut before = 0;
    let mut batches = Vec::new();
    for batch in reader {
        let batch = batch.map_err(unreadable)?;
        let columns = fields
            .fields()
            .iter()
            .zip(batch.columns())
            .map(|(field, array)| Column::of(field.name(), array))
            .collect::<PyResult<Vec<_>>>()?;
        let mut rows = Vec::with_capacity(batch.num_rows());
        for start in (0..batch.num_rows()).step_by(BLOCK) {
            let block = start..batch.num_rows().min(start + BLOCK);
            let scenarios = block
                .map(|row| scenario(base, &columns, row, before))
                .collect::<PyResult<Vec<_>>>()?;
            rows.par_extend(
                scenarios
                    .par_iter()
                    .map_init(|| Sweep::new(how, catalog), |judge, scenario| judge.row(scenario)),
            );
            Python::attach(|py| py.check_signals())?;
        }
        before += batch.num_rows();
        batches.push(written(&rows, &kinds, &schema)?);
    }
    Ok((batches, schema))
}

/// The scenario of a row, which is numbered within the whole table.
fn scenario(base: &Scenario, columns: &[Column], row: usize, before: usize) -> PyResult<Scenario> {
    let mut scenario = *base;
    for column in columns {
        sweep::set(column.param, &mut scenario, column.at(row), Catalog::builtin()).map_err(|error| {
            let error = LibraryError::Row {
                row: before + row,
                error,
            };
            PyValueError::new_err(error.to_string())
        })?;
    }
    Ok(scenario)
}

/// A column of the output.
enum Builder {
    Ids(StringBuilder),
    Flags(BooleanBuilder),
    Numbers(Float64Builder),
}

impl Builder {
    fn of(kind: &Cell, rows: usize) -> Self {
        match kind {
            Cell::Id(_) => Self::Ids(StringBuilder::with_capacity(rows, rows * 8)),
            Cell::Flag(_) => Self::Flags(BooleanBuilder::with_capacity(rows)),
            Cell::Number(_) => Self::Numbers(Float64Builder::with_capacity(rows)),
        }
    }

    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Self::Ids(ids), Cell::Id(id)) => ids.append_value(id),
            (Self::Flags(flags), Cell::Flag(flag)) => flags.append_value(flag),
            (Self::Numbers(numbers), Cell::Number(number)) => numbers.append_value(number),
            // Every row has the same columns.
            (Self::Ids(_) | Self::Flags(_) | Self::Numbers(_), _) => {
                unreachable!("a column changed its kind")
            }
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Ids(mut ids) => Arc::new(ids.finish()),
            Self::Flags(mut flags) => Arc::new(flags.finish()),
            Self::Numbers(mut numbers) => Arc::new(numbers.finish()),
        }
    }
}

fn written(rows: &[Row], kinds: &[Cell], schema: &SchemaRef) -> PyResult<RecordBatch> {
    let mut builders: Vec<Builder> = kinds.iter().map(|kind| Builder::of(kind, rows.len())).collect();
    for row in rows {
        for (builder, cell) in builders.iter_mut().zip(row.cells()) {
            builder.push(cell);
        }
    }
    let arrays = builders.into_iter().map(Builder::finish).collect();
    RecordBatch::try_new(schema.clone(), arrays).map_err(unreadable)
}

#[expect(clippy::needless_pass_by_value, reason = "given to map_err")]
fn unreadable(error: ArrowError) -> PyErr {
    PyValueError::new_err(text::unreadable(error))
}

#[expect(clippy::needless_pass_by_value, reason = "given to map_err")]
fn refused(error: ReadError) -> PyErr {
    PyValueError::new_err(error.to_string())
}
