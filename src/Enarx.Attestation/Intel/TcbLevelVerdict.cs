namespace Enarx.Attestation;

/// <summary>What Intel says of everything that reaches a level.</summary>
/// <param name="Status">The rating.</param>
/// <param name="Date">When Intel set the level.</param>
/// <param name="Advisories">Security advisories that apply.</param>
internal sealed record TcbLevelVerdict(TcbStatus Status, DateTimeOffset Date, IReadOnlyList<string> Advisories)
{
    /// <summary>Reads it from a level.</summary>
    /// <exception cref="CollateralException">A member does not fit.</exception>
    public static TcbLevelVerdict Read(PcsElement level) => new(
        level.Member("tcbStatus").Status(),
        level.Member("tcbDate").Time(),
        level.Optional("advisoryIDs")?.Array(id => id.Text()) ?? []);
}
