// Operations of `keras.ops.image`.

extension Operation {
  static let colours: [Operation] = [
    colour("RGBToGrayscale") { rgbToGrayscale($0, dataFormat: $1) },
    colour("RGBToHSV") { rgbToHsv($0, dataFormat: $1) },
    colour("HSVToRGB") { hsvToRgb($0, dataFormat: $1) },
    colour("SobelEdges") { sobelEdges($0, dataFormat: $1) },
    Operation(
      "GaussianBlur", .image, "images",
      ["kernel_size": [3, 3], "sigma": [1.0, 1.0], "data_format": nil]
    ) {
      [
        gaussianBlur(
          try $0.tensor(0), kernelSize: try $0.ints("kernel_size"),
          sigma: try $0.settings.get("sigma"), dataFormat: try $0.dataFormat())
      ]
    },
    Operation(
      "SSIM", .image, "image1 image2",
      [
        "max_val": 1.0, "filter_size": 11, "filter_sigma": 1.5, "k1": 0.01, "k2": 0.03,
        "data_format": nil,
      ]
    ) {
      [
        ssim(
          try $0.tensor(0), try $0.tensor(1), maxVal: try $0.double("max_val"),
          filterSize: try $0.int("filter_size"), filterSigma: try $0.double("filter_sigma"),
          k1: try $0.double("k1"), k2: try $0.double("k2"), dataFormat: try $0.dataFormat())
      ]
    },
  ]

  private static func colour(
    _ name: String, _ f: @escaping @Sendable (Tensor, DataFormat) -> Tensor
  ) -> Operation {
    Operation(name, .image, "images", ["data_format": nil]) {
      [f(try $0.tensor(0), try $0.dataFormat())]
    }
  }

  static let resampling: [Operation] = [
    Operation(
      "Resize", .image, "images", needs: "size",
      [
        "interpolation": "bilinear", "antialias": false, "crop_to_aspect_ratio": false,
        "pad_to_aspect_ratio": false, "fill_mode": "constant", "fill_value": 0.0,
        "data_format": nil,
      ]
    ) { o in
      let _: Bool = try o.choice("fill_mode", ["constant": true])
      return [
        resize(
          try o.tensor(0), try o.ints("size"), interpolation: try o.settings.get("interpolation"),
          antialias: try o.flag("antialias"),
          cropToAspectRatio: try o.flag("crop_to_aspect_ratio"),
          padToAspectRatio: try o.flag("pad_to_aspect_ratio"),
          fillValue: try o.double("fill_value"), dataFormat: try o.dataFormat())
      ]
    },
    Operation(
      "AffineTransform", .image, "images transform",
      [
        "interpolation": "bilinear", "fill_mode": "constant", "fill_value": 0,
        "data_format": nil,
      ]
    ) {
      [
        affineTransform(
          try $0.tensor(0), try $0.tensor(1), interpolation: try $0.settings.get("interpolation"),
          fillMode: try $0.settings.get("fill_mode"), fillValue: try $0.double("fill_value"),
          dataFormat: try $0.dataFormat())
      ]
    },
    Operation(
      "PerspectiveTransform", .image, "images start_points end_points",
      ["interpolation": "bilinear", "fill_value": 0, "data_format": nil]
    ) {
      [
        perspectiveTransform(
          try $0.tensor(0), try $0.tensor(1), try $0.tensor(2),
          interpolation: try $0.settings.get("interpolation"),
          fillValue: try $0.double("fill_value"), dataFormat: try $0.dataFormat())
      ]
    },
    Operation(
      "MapCoordinates", .image, "inputs coordinates", needs: "order",
      ["fill_mode": "constant", "fill_value": 0]
    ) {
      [
        mapCoordinates(
          try $0.tensor(0), try $0.tensor(1), order: try $0.int("order"),
          fillMode: try $0.settings.get("fill_mode"), fillValue: try $0.double("fill_value"))
      ]
    },
    Operation("CropImages", .image, "images", borders("cropping")) {
      [
        cropImages(
          try $0.tensor(0), topCropping: try $0.axis("top_cropping"),
          leftCropping: try $0.axis("left_cropping"),
          bottomCropping: try $0.axis("bottom_cropping"),
          rightCropping: try $0.axis("right_cropping"),
          targetHeight: try $0.axis("target_height"), targetWidth: try $0.axis("target_width"),
          dataFormat: try $0.dataFormat())
      ]
    },
    Operation("PadImages", .image, "images", borders("padding")) {
      [
        padImages(
          try $0.tensor(0), topPadding: try $0.axis("top_padding"),
          leftPadding: try $0.axis("left_padding"), bottomPadding: try $0.axis("bottom_padding"),
          rightPadding: try $0.axis("right_padding"), targetHeight: try $0.axis("target_height"),
          targetWidth: try $0.axis("target_width"), dataFormat: try $0.dataFormat())
      ]
    },
    Operation(
      "ExtractPatches", .image, "images", needs: "size",
      ["strides": nil, "dilation_rate": 1, "padding": "valid", "data_format": nil]
    ) {
      [
        extractPatches(
          try $0.tensor(0), try $0.sizes("size"), strides: try $0.axes("strides"),
          dilationRate: try $0.sizes("dilation_rate"), padding: try $0.padding(),
          dataFormat: try $0.dataFormat())
      ]
    },
    Operation(
      "ScaleAndTranslate", .image, "images output_shape scale translation",
      needs: "spatial_dims method", ["antialias": true]
    ) { o in
      let method: Interpolation = try o.choice(
        "method",
        [
          "linear": .bilinear, "bilinear": .bilinear, "trilinear": .bilinear,
          "triangle": .bilinear, "cubic": .bicubic, "bicubic": .bicubic, "tricubic": .bicubic,
          "nearest": .nearest, "lanczos3": .lanczos3, "lanczos5": .lanczos5,
        ])
      guard let shape = o.value(1).flatMap([Int].init(config:)) else {
        throw ConfigError("\(o.settings.owner) needs the shape of its result as constants")
      }
      return [
        scaleAndTranslate(
          try o.tensor(0), shape, try numbers(o, 2), try numbers(o, 3),
          try o.ints("spatial_dims"), method, antialias: try o.flag("antialias"))
      ]
    },
  ]

  private static func borders(_ what: String) -> JSONObject {
    var settings = JSONObject()
    for side in ["top", "left", "bottom", "right"] { settings["\(side)_\(what)"] = .null }
    for key in ["target_height", "target_width", "data_format"] { settings[key] = .null }
    return settings
  }
  /// The constants at `i`, a list or an array.
  private static func numbers(_ o: Operands, _ i: Int) throws -> [Double] {
    let json = o.value(i)?["config"]?["value"] ?? o.value(i)
    guard let values = json.flatMap([Double].init(config:)) else {
      throw ConfigError("argument \(i) of \(o.settings.owner) must be constant numbers")
    }
    return values
  }
}
