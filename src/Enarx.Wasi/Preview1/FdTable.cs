namespace Enarx.Wasi.Preview1;

/// <summary>The program's open descriptors. Nothing opens one yet, so the three it begins with are the most it has.</summary>
internal sealed class FdTable
{
    private readonly Entry?[] _entries;

    private FdTable(params ReadOnlySpan<Descriptor> descriptors)
    {
        _entries = new Entry?[descriptors.Length];
        for (int i = 0; i < descriptors.Length; i++)
            _entries[i] = new Entry(descriptors[i]);
    }

    public static FdTable Of(WasiOptions options) =>
        new(new InputStream(options.StandardInput), new OutputStream(options.StandardOutput), new OutputStream(options.StandardError));

    /// <summary>Finds the descriptor for a use that needs <paramref name="right"/>.</summary>
    /// <returns>
    /// EBADF: it is not open. ENOTCAPABLE: the program gave that right up. A right that this kind of descriptor never had is no error here:
    /// the descriptor has a better one (EBADF for a write to standard input).
    /// </returns>
    public Errno Find(int fd, Rights right, out Descriptor descriptor)
    {
        if ((uint)fd >= (uint)_entries.Length || _entries[fd] is not { } entry)
        {
            descriptor = null!;
            return Errno.BadF;
        }

        descriptor = entry.Descriptor;
        return (right & descriptor.Rights & ~entry.Rights) == 0 ? Errno.Success : Errno.NotCapable;
    }

    public Rights RightsOf(int fd) => _entries[fd]!.Rights;

    /// <summary>Gives rights up; they never come back.</summary>
    /// <returns>ENOTCAPABLE: there is one among them that the descriptor does not have.</returns>
    public Errno Restrict(int fd, Rights rights, Rights inheriting)
    {
        Errno error = Find(fd, Rights.None, out _);
        if (error != Errno.Success)
            return error;
        Entry entry = _entries[fd]!;
        if ((rights & ~entry.Rights) != 0 || inheriting != Rights.None)
            return Errno.NotCapable;
        entry.Rights = rights;
        return Errno.Success;
    }

    public Errno Close(int fd)
    {
        Errno error = Find(fd, Rights.None, out _);
        if (error == Errno.Success)
            _entries[fd] = null;
        return error;
    }

    /// <summary>Moves one descriptor over another, which is closed. Both must be open.</summary>
    public Errno Renumber(int from, int to)
    {
        if (Find(from, Rights.None, out _) != Errno.Success || Find(to, Rights.None, out _) != Errno.Success)
            return Errno.BadF;
        if (from != to)
            (_entries[to], _entries[from]) = (_entries[from], null);
        return Errno.Success;
    }

    private sealed class Entry(Descriptor descriptor)
    {
        public Descriptor Descriptor { get; } = descriptor;

        public Rights Rights { get; set; } = descriptor.Rights;
    }
}
