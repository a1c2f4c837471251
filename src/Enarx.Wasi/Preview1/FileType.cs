namespace Enarx.Wasi.Preview1;

/// <summary>What a descriptor is (witx <c>filetype</c>). Preview 1 has no number for a pipe: that is <see cref="Unknown"/>.</summary>
internal enum FileType : byte
{
    Unknown = 0,
}
