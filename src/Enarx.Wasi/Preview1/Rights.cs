namespace Enarx.Wasi.Preview1;

/// <summary>What a descriptor may be used for (witx <c>rights</c>): those rights that some descriptor here has.</summary>
[Flags]
internal enum Rights : ulong
{
    None = 0,
    FdRead = 1 << 1,
    FdFdstatSetFlags = 1 << 3,
    FdWrite = 1 << 6,
    FdFilestatGet = 1 << 21,
    PollFdReadWrite = 1 << 27,
}
