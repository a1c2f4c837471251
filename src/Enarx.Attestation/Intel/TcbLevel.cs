namespace Enarx.Attestation;

/// <summary>A level of TCB info.</summary>
/// <param name="SgxSvns">The least SVNs of the 16 components of a PCK certificate.</param>
/// <param name="PceSvn">The least PCESVN.</param>
/// <param name="TdxSvns">The least SVNs of the 16 components of TEE_TCB_SVN; null for SGX.</param>
/// <param name="Verdict">What Intel says of it.</param>
internal sealed record TcbLevel(byte[] SgxSvns, int PceSvn, byte[]? TdxSvns, TcbLevelVerdict Verdict)
{
    /// <summary>Reads a level.</summary>
    /// <param name="level">The level.</param>
    /// <param name="version">Version of the TCB info: 2 names components one by one, 3 has an array.</param>
    /// <param name="hasTdx">Whether it must have components of TDX.</param>
    /// <exception cref="CollateralException">A member does not fit.</exception>
    public static TcbLevel Read(PcsElement level, uint version, bool hasTdx)
    {
        PcsElement tcb = level.Member("tcb");
        byte[] sgx = version == 2 ? ReadNamed(tcb) : ReadArray(tcb.Member("sgxtcbcomponents"));
        return new TcbLevel(sgx, (int)tcb.Member("pcesvn").Number(ushort.MaxValue), hasTdx ? ReadArray(tcb.Member("tdxtcbcomponents")) : null, TcbLevelVerdict.Read(level));
    }

    /// <summary>Whether a PCK certificate's platform reaches it.</summary>
    public bool IsReachedBy(PckExtensions pck) => pck.PceSvn >= PceSvn && IsReached(SgxSvns, pck.ComponentSvns, from: 0);

    /// <summary>Whether the TDX module of a TD, with what it stands on, reaches it.</summary>
    /// <param name="teeTcbSvn">TEE_TCB_SVN, 16 bytes.</param>
    public bool IsReachedBy(ReadOnlySpan<byte> teeTcbSvn) =>
        // Modules with a version are rated by their identities instead of the first two components.
        TdxSvns is { } least && IsReached(least, teeTcbSvn, from: teeTcbSvn[1] > 0 ? 2 : 0);

    private static bool IsReached(byte[] least, ReadOnlySpan<byte> actual, int from)
    {
        for (int i = from; i < PckExtensions.Components; i++)
        {
            if (actual[i] < least[i])
                return false;
        }

        return true;
    }

    private static byte[] ReadArray(PcsElement components)
    {
        IReadOnlyList<byte> svns = components.Array(component => (byte)component.Member("svn").Number(byte.MaxValue));
        return svns.Count == PckExtensions.Components ? [.. svns] : throw new CollateralException(components.Name, $"there must be {PckExtensions.Components} components.");
    }

    private static byte[] ReadNamed(PcsElement tcb)
    {
        byte[] svns = new byte[PckExtensions.Components];
        for (int i = 0; i < svns.Length; i++)
            svns[i] = (byte)tcb.Member($"sgxtcbcomp{i + 1:00}svn").Number(byte.MaxValue);
        return svns;
    }
}
