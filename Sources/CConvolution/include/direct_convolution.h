// The inner loops of a convolution without a patch matrix: a tile of results stays in registers
// while all that it sums is read.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// Results of neighbouring positions along the last dimension, times neighbouring output features.
//
// The input lies in lines, channel by channel, positions side by side: what position p reads at a
// tap is p elements after what the first position reads there.
typedef struct {
  const float *const *lines;  // for each kernel position of the outer dimensions
  long line_count;
  long first;        // where in them the first position lies
  const long *taps;  // for each kernel position of the last dimension, from the line's start
  long tap_count;
  long channels;
  long channel_stride;
  const float *weights;  // [line][channel][tap][columns], in this order one after the other
  float *result;         // [position][columns], whatever of it is wanted
  long position_stride;
  int positions;  // at most ts_direct_most_positions()
  int vectors;    // columns in vectors: 1 or 2
} ts_direct_tile;

// The elements of a vector of this processor, and how many positions a tile has at most.
int ts_direct_lanes(void);
int ts_direct_most_positions(void);

// Writes a tile. Each result is summed in the order of the weights, whatever the tile.
void ts_direct_convolve(const ts_direct_tile *tile);

// to[column * to_stride + row] = from[row * from_stride + column]
void ts_direct_transpose(
    const float *from, long from_stride, long rows, long columns, float *to, long to_stride);

#ifdef __cplusplus
}
#endif
