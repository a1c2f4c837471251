namespace Enarx.Wasi.Preview1;

/// <summary>How a descriptor behaves (witx <c>fdflags</c>).</summary>
[Flags]
internal enum FdFlags : ushort
{
    None = 0,
    Append = 1,
    DSync = 2,
    NonBlock = 4,
    RSync = 8,
    Sync = 16,
    All = Append | DSync | NonBlock | RSync | Sync,
}
