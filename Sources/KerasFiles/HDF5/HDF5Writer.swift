import Foundation
import Touchstone

#if canImport(CHDF5)
  import CHDF5
  import Synchronization

  /// Writes groups of arrays as Keras lays them out: classic HDF5, every array in one piece.
  enum HDF5Writer {
    /// The HDF5 library is not made for several threads at once.
    private static let lock = Mutex(())

    /// The bytes of a file that holds `groups`.
    static func bytes(_ groups: [SavedGroup]) throws -> Data {
      try bytes { file in
        for group in groups {
          let path = group.path.isEmpty ? "vars" : group.path + "/vars"
          try self.group(path, in: file) { place in
            if let name = group.name { try attribute("name", name, of: place) }
            for (i, value) in group.values.enumerated() {
              try array(group.labels?[i] ?? "\(i)", value, in: place)
            }
          }
        }
      }
    }

    /// The bytes of a file that `write` fills.
    static func bytes(_ write: (_ file: hid_t) throws -> Void) throws -> Data {
      try lock.withLock { _ in
        _ = ts_h5_silence()
        return try written(write)
      }
    }

    /// Makes the group at `path`, and those around it that lack, and runs `fill` with it.
    static func group(_ path: String, in file: hid_t, _ fill: (hid_t) throws -> Void) throws {
      let parents = try Handle(ts_h5_new_link_creation(), H5Pclose)
      defer { parents.close() }
      try check(H5Pset_create_intermediate_group(parents.id, 1), "the groups")
      let place = try Handle(
        H5Gcreate2(file, path, parents.id, 0, 0), H5Gclose, "the group '\(path)'")
      defer { place.close() }
      try fill(place.id)
    }

    private static func written(_ write: (hid_t) throws -> Void) throws -> Data {
      let access = try Handle(ts_h5_new_file_access(), H5Pclose)
      defer { access.close() }
      // The file grows in memory alone; its name is nowhere on disk.
      try check(H5Pset_fapl_core(access.id, 1 << 20, false), "memory for the file")
      let file = try Handle(ts_h5_create("weights", access.id), H5Fclose)
      defer { file.close() }
      try write(file.id)
      try check(H5Fflush(file.id, H5F_SCOPE_GLOBAL), "the file")
      let size = H5Fget_file_image(file.id, nil, 0)
      guard size > 0 else { throw HDF5Error("the HDF5 library could not write the file") }
      var data = Data(count: size)
      let got = data.withUnsafeMutableBytes { H5Fget_file_image(file.id, $0.baseAddress, size) }
      guard got == size else { throw HDF5Error("the HDF5 library could not write the file") }
      return data
    }

    /// Writes an array; its name may be a path, whose groups are made where they lack.
    static func array(_ name: String, _ value: HostTensor, in group: hid_t) throws {
      let type = try fileType(value.dtype)
      defer { type.close() }
      let space: Handle
      if value.shape.isEmpty {
        space = try Handle(H5Screate(H5S_SCALAR), H5Sclose)
      } else {
        let sizes = value.shape.map { hsize_t($0) }
        space = try Handle(H5Screate_simple(Int32(sizes.count), sizes, nil), H5Sclose)
      }
      defer { space.close() }
      let options = try Handle(ts_h5_new_dataset_creation(), H5Pclose)
      defer { options.close() }
      // Without times, the same weights give the same bytes.
      try check(H5Pset_obj_track_times(options.id, false), "the options of an array")
      let parents = try Handle(ts_h5_new_link_creation(), H5Pclose)
      defer { parents.close() }
      try check(H5Pset_create_intermediate_group(parents.id, 1), "the groups")
      let set = try Handle(
        H5Dcreate2(group, name, type.id, space.id, parents.id, options.id, 0), H5Dclose,
        "the array \(name)")
      defer { set.close() }
      if value.type.count > 0 {
        let status = value.withBytes { H5Dwrite(set.id, type.id, 0, 0, 0, $0.baseAddress) }
        try check(status, "the array \(name)")
      }
      if value.dtype == .bf16 { try attribute("dtype", "bfloat16", of: set.id) }
    }

    /// Writes texts of one length, as h5py writes a list of bytes.
    static func attribute(_ name: String, _ values: [String], of object: hid_t) throws {
      let width = values.map(\.utf8.count).max() ?? 0
      // NumPy's list of nothing is one of numbers.
      let type = try Handle(
        H5Tcopy(values.isEmpty ? ts_h5_float(8) : ts_h5_c_string()), H5Tclose)
      defer { type.close() }
      if !values.isEmpty {
        try check(H5Tset_size(type.id, max(width, 1)), "texts")
        try check(H5Tset_strpad(type.id, H5T_STR_NULLPAD), "texts")
      }
      let space = try Handle(H5Screate_simple(1, [hsize_t(values.count)], nil), H5Sclose)
      defer { space.close() }
      let attribute = try Handle(
        H5Acreate2(object, name, type.id, space.id, 0, 0), H5Aclose, "the attribute \(name)")
      defer { attribute.close() }
      guard !values.isEmpty else { return }
      let bytes = values.flatMap { text in
        Array(text.utf8) + [UInt8](repeating: 0, count: max(width, 1) - text.utf8.count)
      }
      try check(H5Awrite(attribute.id, type.id, bytes), "the attribute \(name)")
    }

    private static func attribute(_ name: String, _ value: String, of object: hid_t) throws {
      let type = try Handle(H5Tcopy(ts_h5_c_string()), H5Tclose)
      defer { type.close() }
      try check(H5Tset_size(type.id, ts_h5_variable()), "a text")
      try check(H5Tset_cset(type.id, H5T_CSET_UTF8), "a text")
      let space = try Handle(H5Screate(H5S_SCALAR), H5Sclose)
      defer { space.close() }
      let attribute = try Handle(
        H5Acreate2(object, name, type.id, space.id, 0, 0), H5Aclose, "the attribute \(name)")
      defer { attribute.close() }
      let status = value.withCString { text in
        withUnsafePointer(to: text) { H5Awrite(attribute.id, type.id, $0) }
      }
      try check(status, "the attribute \(name)")
    }

    /// The type in which Keras stores elements of `dtype`.
    private static func fileType(_ dtype: DType) throws -> Handle {
      switch dtype {
      case .f32, .f64: return try Handle(H5Tcopy(ts_h5_float(dtype.byteWidth)), H5Tclose)
      case .i8, .i16, .i32, .i64:
        return try Handle(H5Tcopy(ts_h5_int(dtype.byteWidth, 1)), H5Tclose)
      case .ui8, .ui16, .ui32, .ui64:
        return try Handle(H5Tcopy(ts_h5_int(dtype.byteWidth, 0)), H5Tclose)
      case .f16:
        let type = try Handle(H5Tcopy(ts_h5_float(4)), H5Tclose)
        try check(H5Tset_fields(type.id, 15, 10, 5, 0, 10), "float16")
        try check(H5Tset_size(type.id, 2), "float16")
        try check(H5Tset_ebias(type.id, 15), "float16")
        return type
      case .bf16: return try Handle(H5Tcreate(H5T_OPAQUE, 2), H5Tclose)
      case .i1:
        let type = try Handle(H5Tenum_create(ts_h5_int(1, 1)), H5Tclose)
        for (name, value) in [("FALSE", 0), ("TRUE", 1)] {
          var byte = Int8(value)
          try check(H5Tenum_insert(type.id, name, &byte), "booleans")
        }
        return type
      default: throw HDF5Error("Keras's files hold no weights of \(dtype)")
      }
    }

    private static func check(_ status: herr_t, _ what: String) throws {
      guard status >= 0 else { throw HDF5Error("the HDF5 library could not write \(what)") }
    }

    /// An object of the library.
    ///
    /// Closed by name: a `deinit` could run as soon as `id` was read, before the call it was read for.
    private struct Handle {
      let id: hid_t
      private let closing: (hid_t) -> herr_t

      init(_ id: hid_t, _ close: @escaping (hid_t) -> herr_t, _ what: String = "the file") throws {
        guard id >= 0 else { throw HDF5Error("the HDF5 library could not make \(what)") }
        self.id = id
        closing = close
      }
      func close() { _ = closing(id) }
    }
  }
#else
  /// Stands for the writer where the HDF5 library is absent.
  enum HDF5Writer {
    static func bytes(_ groups: [SavedGroup]) throws -> Data { throw absent }
    static func bytes(_ write: (_ file: Int64) throws -> Void) throws -> Data { throw absent }
    static func group(_ path: String, in file: Int64, _ fill: (Int64) throws -> Void) throws {}
    static func array(_ name: String, _ value: HostTensor, in group: Int64) throws {}
    static func attribute(_ name: String, _ values: [String], of object: Int64) throws {}
    private static var absent: HDF5Error {
      HDF5Error(
        "saving weights needs the HDF5 library, which was absent when this was built; install "
          + "libhdf5-dev and build again, or save to a .safetensors file")
    }
  }
#endif
