#pragma once
#include "/usr/include/hdf5/serial/hdf5.h"

// HDF5's constants are macros that call functions, which Swift does not import.
static inline hid_t ts_h5_int(size_t width, int isSigned) {
  switch (width) {
  case 1: return isSigned ? H5T_STD_I8LE : H5T_STD_U8LE;
  case 2: return isSigned ? H5T_STD_I16LE : H5T_STD_U16LE;
  case 4: return isSigned ? H5T_STD_I32LE : H5T_STD_U32LE;
  default: return isSigned ? H5T_STD_I64LE : H5T_STD_U64LE;
  }
}
static inline hid_t ts_h5_float(size_t width) {
  return width == 8 ? H5T_IEEE_F64LE : H5T_IEEE_F32LE;
}
static inline hid_t ts_h5_c_string(void) { return H5T_C_S1; }
static inline size_t ts_h5_variable(void) { return H5T_VARIABLE; }
static inline hid_t ts_h5_new_file_access(void) { return H5Pcreate(H5P_FILE_ACCESS); }
static inline hid_t ts_h5_new_dataset_creation(void) { return H5Pcreate(H5P_DATASET_CREATE); }
static inline hid_t ts_h5_new_link_creation(void) { return H5Pcreate(H5P_LINK_CREATE); }
static inline herr_t ts_h5_silence(void) { return H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }
static inline hid_t ts_h5_create(const char *name, hid_t access) {
  return H5Fcreate(name, H5F_ACC_TRUNC, H5P_DEFAULT, access);
}
