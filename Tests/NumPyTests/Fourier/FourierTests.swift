import NumPy
import Testing

@Suite struct FourierTests {
  @Test func `transforms along axes go there and back`() {
    let x = t([1, 2, 3, 4])
    #expect(near(fft(x).numbers, [10, 0, -2, 2, -2, 0, -2, -2]))
    #expect(near(real(ifft(fft(x))).numbers, [1, 2, 3, 4]))
    #expect(near(rfft(x).numbers, [10, 0, -2, 2, -2, 0]))
    #expect(near(irfft(rfft(x)).numbers, [1, 2, 3, 4]))
    #expect(irfft(rfft(t([1, 2, 3])), fftLength: 3).shape == [3])
    #expect(near(irfft(rfft(t([1, 2, 3])), fftLength: 3).numbers, [1, 2, 3]))
    #expect(fft(x, n: 2).shape == [2])
    #expect(near(fft(x, n: 2).numbers, [3, 0, -1, 0]))
    #expect(near(fft(x, n: 5).numbers.prefix(2).map { $0 }, [10, 0]))
    let m = reshape(arange(12.0, dtype: .f64), [3, 4])
    #expect(near(fft(m, axis: 0).numbers.prefix(2).map { $0 }, [12, 0]))
    #expect(near(real(ifft2(fft2(m))).numbers, m.numbers))
    #expect(near(irfft2(rfft2(m)).numbers, m.numbers))
    let four = reshape(arange(16.0, dtype: .f64), [2, 2, 2, 2])
    #expect(near(real(ifftn(fftn(four))).numbers, four.numbers))
    #expect(near(irfftn(rfftn(four)).numbers, four.numbers))
    #expect(near(fft(x, norm: .ortho).numbers.prefix(1).map { $0 }, [5]))
    #expect(fft(i([1, 0])).dtype == .complex64)
  }

  @Test func `frequencies in order and shifted`() {
    #expect(near(fftfreq(5, dtype: .f64).numbers, [0, 0.2, 0.4, -0.4, -0.2]))
    #expect(near(rfftfreq(4, dtype: .f64).numbers, [0, 0.25, 0.5]))
    #expect(fftshift(i([0, 1, 2, 3, 4])).integers == [3, 4, 0, 1, 2])
    #expect(ifftshift(fftshift(i([0, 1, 2, 3, 4]))).integers == [0, 1, 2, 3, 4])
  }

  @Test func `windows are symmetric`() {
    #expect(near(hanning(5, dtype: .f64).numbers, [0, 0.5, 1, 0.5, 0]))
    #expect(near(hamming(3, dtype: .f64).numbers, [0.08, 1, 0.08]))
    #expect(near(blackman(3, dtype: .f64).numbers, [0, 1, 0], 1e-15))
    #expect(bartlett(5, dtype: .f64).numbers == [0, 0.5, 1, 0.5, 0])
    #expect(bartlett(1).numbers == [1])
    #expect(near(kaiser(3, 0, dtype: .f64).numbers, [1, 1, 1]))
    #expect(near(i0(t([0, 1])).numbers, [1, 1.2660658777520084]))
  }

  @Test func `a signal comes back from its short-time transform`() {
    let signal = sin(arange(64.0, dtype: .f64) * 0.3)
    let frames = stft(signal, 16, 4, 16)
    #expect(frames.shape == [17, 9])
    #expect(frames.dtype == .complex128)
    #expect(near(istft(frames, 16, 4, 16, length: 64).numbers, signal.numbers, 1e-10))
    #expect(extractSequences(arange(6), 3, 2).integers == [0, 1, 2, 2, 3, 4])
  }
}
