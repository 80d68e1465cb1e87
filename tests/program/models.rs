//! Models that must be refused, made out of ours. A TFLite file is a flatbuffer: tables whose
//! fields are found through the table's own table of offsets.

use std::ops::Range;

use firststep::model::classifier::BUILT_IN;

// Where the fields stand in the tables of TFLite's schema.
const MODEL_SUBGRAPHS: usize = 2;
const MODEL_BUFFERS: usize = 4;
const SUBGRAPH_TENSORS: usize = 0;
const SUBGRAPH_OPERATORS: usize = 3;
const TENSOR_SHAPE: usize = 0;
const TENSOR_BUFFER: usize = 2;
const OPERATOR_INPUTS: usize = 1;
const BUFFER_DATA: usize = 0;

/// Our model with another number of inputs than 60, otherwise valid.
pub fn with_inputs(count: u32) -> Vec<u8> {
    Flatbuffer::model().resized(60, count)
}

/// Our model with another number of outputs than 16, otherwise valid.
pub fn with_outputs(count: u32) -> Vec<u8> {
    Flatbuffer::model().resized(16, count)
}

/// Our model without its biases, as a converter leaves it where they are all zeros. The loader
/// panics on it.
pub fn without_biases() -> Vec<u8> {
    let mut model = Flatbuffer::model();
    for operator in model.list(model.subgraph(), SUBGRAPH_OPERATORS) {
        let inputs = model.vector(operator, OPERATOR_INPUTS).unwrap();
        // The third input of a layer is its bias; -1 says that there is none.
        if let Some(bias) = inputs.step_by(4).nth(2) {
            model.set(bias, u32::MAX);
        }
    }
    model.0
}

struct Flatbuffer(Vec<u8>);

impl Flatbuffer {
    fn model() -> Self {
        Self(BUILT_IN.to_vec())
    }

    /// Gives every tensor of one dimension another, and cuts the weights behind it to fit.
    fn resized(mut self, from: u32, to: u32) -> Vec<u8> {
        let buffers = self.list(self.root(), MODEL_BUFFERS);
        for tensor in self.list(self.subgraph(), SUBGRAPH_TENSORS) {
            let shape = self.vector(tensor, TENSOR_SHAPE).unwrap();
            for place in shape.clone().step_by(4) {
                if self.number(place) == from {
                    self.set(place, to);
                }
            }
            let bytes: u32 = shape
                .step_by(4)
                .map(|place| self.number(place))
                .product::<u32>()
                * 4;
            let buffer = self.field(tensor, TENSOR_BUFFER);
            let buffer = buffer.map_or(0, |place| self.number(place) as usize);
            if let Some(data) = self.vector(buffers[buffer], BUFFER_DATA) {
                self.set(data.start - 4, bytes);
            }
        }
        self.0
    }

    fn root(&self) -> usize {
        self.follow(0)
    }

    fn subgraph(&self) -> usize {
        self.list(self.root(), MODEL_SUBGRAPHS)[0]
    }

    /// The tables that a table's field lists.
    fn list(&self, table: usize, field: usize) -> Vec<usize> {
        let places = self.vector(table, field).unwrap().step_by(4);
        places.map(|place| self.follow(place)).collect()
    }

    /// Where the numbers stand that a table's field lists; their count stands right before. (Those
    /// of weights are bytes, whose end nobody here asks for.)
    fn vector(&self, table: usize, field: usize) -> Option<Range<usize>> {
        let start = self.follow(self.field(table, field)?);
        let count = self.number(start) as usize;
        Some(start + 4..start + 4 + 4 * count)
    }

    fn field(&self, table: usize, field: usize) -> Option<usize> {
        // The only signed offset; it counts backwards.
        let back = self.number(table).cast_signed() as isize;
        let offsets = table.checked_add_signed(-back)?;
        let place = offsets + 4 + 2 * field;
        let end = offsets + self.short(offsets);
        let offset = if place < end { self.short(place) } else { 0 };
        (offset > 0).then_some(table + offset)
    }

    fn follow(&self, place: usize) -> usize {
        place + self.number(place) as usize
    }

    fn short(&self, place: usize) -> usize {
        u16::from_le_bytes([self.0[place], self.0[place + 1]]).into()
    }

    fn number(&self, place: usize) -> u32 {
        u32::from_le_bytes(self.0[place..place + 4].try_into().unwrap())
    }

    fn set(&mut self, place: usize, number: u32) {
        self.0[place..place + 4].copy_from_slice(&number.to_le_bytes());
    }
}
