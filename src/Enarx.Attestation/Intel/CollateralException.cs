namespace Enarx.Attestation;

/// <summary>Text that is not the collateral of Intel's PCS that it was read as.</summary>
internal sealed class CollateralException(string where, string problem, Exception? inner = null)
    : FormatException($"{where}: {problem}", inner)
{
    /// <summary>Path of the member that does not fit, for example <c>tcbInfo.tcbLevels[2].tcbDate</c>.</summary>
    public string Where { get; } = where;
}
