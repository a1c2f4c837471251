namespace Enarx.Attestation;

/// <summary>The definitions of the checks that TCB info and identities have in common.</summary>
/// <param name="Present">It is there.</param>
/// <param name="Match">It is the right one.</param>
/// <param name="Chain">Its signer's chain.</param>
/// <param name="Profile">Its signer stands under the PCK certificate's root.</param>
/// <param name="Signature">Its signature is good.</param>
/// <param name="Validity">It is current.</param>
internal sealed record DcapCollateralChecks(
    CheckDefinition Present, CheckDefinition Match, ChainChecks Chain, CheckDefinition Profile, CheckDefinition Signature, CheckDefinition Validity)
{
    /// <summary>Those of TCB info.</summary>
    public static readonly DcapCollateralChecks TcbInfo = new(
        DcapChecks.TcbInfo, DcapChecks.TcbInfoMatch, DcapChecks.TcbInfoChain, DcapChecks.TcbInfoProfile, DcapChecks.TcbInfoSignature, DcapChecks.TcbInfoValidity);

    /// <summary>Those of the quoting enclave's identity.</summary>
    public static readonly DcapCollateralChecks Identity = new(
        DcapChecks.Identity, DcapChecks.IdentityMatch, DcapChecks.IdentityChain, DcapChecks.IdentityProfile, DcapChecks.IdentitySignature, DcapChecks.IdentityValidity);
}
