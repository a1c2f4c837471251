namespace Enarx.Attestation;

/// <summary>A file that is measured.</summary>
/// <param name="Path">Its path, for people.</param>
/// <param name="Content">Its content.</param>
public sealed record MeasuredFile(string Path, byte[] Content);
