namespace Enarx.Wasi.Preview1;

/// <summary>The state of a descriptor that is polled.</summary>
/// <param name="Error">EAGAIN: not ready. Success: ready. Any other: polling it makes no sense.</param>
/// <param name="Available">Bytes that can be had at once, as far as is known.</param>
/// <param name="Ended">Nothing will follow those.</param>
internal readonly record struct Readiness(Errno Error, long Available = 0, bool Ended = false);
