namespace Enarx.Attestation;

/// <summary>Text that is not the collateral of Intel's PCS that it was read as.</summary>
internal sealed class CollateralException(string where, string problem, Exception? inner = null)
    : FormatException($"{where}: {problem}", inner)
{
    /// <summary>Where the member stands that does not fit, for example <c>tcbLevels[2].tcbDate</c>.</summary>
    public string Where { get; } = where;

    /// <summary>The same, seen from outside.</summary>
    /// <param name="outer">Where what was read stands.</param>
    public CollateralException In(string outer) => new($"{outer}.{Where}", problem, this);
}
