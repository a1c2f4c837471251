namespace Enarx.Attestation;

/// <summary>A level of an enclave or of a TDX module.</summary>
/// <param name="IsvSvn">The least security version that reaches it.</param>
/// <param name="Verdict">What Intel says of it.</param>
internal sealed record IsvLevel(uint IsvSvn, TcbLevelVerdict Verdict)
{
    /// <summary>Reads the levels of an identity, the newest first.</summary>
    /// <exception cref="CollateralException">A member does not fit.</exception>
    public static IReadOnlyList<IsvLevel> ReadAll(PcsElement identity) => identity.Member("tcbLevels").Array(Read);

    /// <summary>The first level that a security version reaches; null when it reaches none.</summary>
    public static IsvLevel? Find(IReadOnlyList<IsvLevel> levels, uint isvSvn)
    {
        foreach (IsvLevel level in levels)
        {
            if (isvSvn >= level.IsvSvn)
                return level;
        }

        return null;
    }

    private static IsvLevel Read(PcsElement level)
    {
        TcbLevelVerdict verdict = TcbLevelVerdict.Read(level);
        return verdict.Status is TcbStatus.UpToDate or TcbStatus.OutOfDate or TcbStatus.Revoked
            ? new IsvLevel(level.Member("tcb").Member("isvsvn").Number(ushort.MaxValue), verdict)
            : throw new CollateralException(level.Name, "the status must be UpToDate, OutOfDate or Revoked; a platform alone has others.");
    }
}
