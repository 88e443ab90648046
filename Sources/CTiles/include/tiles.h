// Tiles of results that stay in registers while all that they sum is read: the inner loops of
// convolutions and of products of matrices.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// Results at neighbouring positions, times neighbouring columns.
//
// What is multiplied with weights lies in lines, channel by channel, positions side by side: what
// position p reads at a tap is p elements after what the first position reads there.
typedef struct {
  const float *const *lines;
  long line_count;
  long first;  // where in them the first position lies
  const long *taps;  // what is read of a channel, from where the channel begins
  long tap_count;
  long channels;
  long channel_stride;
  const float *weights;  // of all columns, by line, channel and tap
  long weight_stride;
  float *result;  // [position][columns], whatever of it is wanted
  long position_stride;
  int positions;  // at most ts_tile_most_positions()
  int vectors;    // columns in vectors: 1 or 2
} ts_tile;

// The elements of a vector of this processor, and how many positions a tile has at most.
int ts_tile_lanes(void);
int ts_tile_most_positions(void);

// Writes a tile. Each result is summed in the order of the weights, whatever the tile.
void ts_tile_write(const ts_tile *tile);

// to[column * to_stride + row] = from[row * from_stride + column]
void ts_transpose(
    const float *from, long from_stride, long rows, long columns, float *to, long to_stride);

// to[row * to_stride + column] = from[row * from_stride + column]
void ts_copy_rows(
    const float *from, long from_stride, long rows, long columns, float *to, long to_stride);

#ifdef __cplusplus
}
#endif
