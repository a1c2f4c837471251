namespace Enarx.Attestation;

/// <summary>
/// The checks of the attestation key's certificate. A VM need not have one: the processor vouches for the key. One that
/// came is held to all of them.
/// </summary>
internal static class AzureAkChecks
{
    private static readonly Sha256Digest[] Pins = [VendorRoots.AzureVtpm2023.KeyDigest, VendorRoots.MicrosoftDevices2021.KeyDigest];

    /// <summary>Makes the checks.</summary>
    /// <param name="checks">Where they are recorded.</param>
    /// <param name="endorsements">The certificate, if there is one.</param>
    /// <param name="attestationKey">SubjectPublicKeyInfo of the key in the runtime claims.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="time">The verification time.</param>
    /// <param name="used">Takes what was used.</param>
    /// <returns>Whether the chain says that it is a simulation.</returns>
    public static bool Make(CheckList checks, AzureEndorsements endorsements, byte[] attestationKey, KeepPolicy policy, DateTimeOffset time, List<KeepEndorsement> used)
    {
        if (endorsements.Chain is not { } chain)
        {
            foreach (CheckDefinition check in (CheckDefinition[])[AzureChecks.AkKey, AzureChecks.AkUsage, .. AzureChecks.AkChain.All])
                checks.NotDone(check, required: false, "No certificate of the attestation key came; the processor's report vouches for the key.");
            return false;
        }

        checks.Record(AzureChecks.AkKey, chain.Leaf.PublicKey.Span.SequenceEqual(attestationKey), "The certificate is of another VM's TPM.", source: chain.Leaf.Subject.ToString());
        checks.Record(AzureChecks.AkUsage, AzureEndorsements.IsAttestationKey(chain.Leaf), "A certificate for another use says nothing about a TPM.",
            "no authority, with the extended key usage 2.23.133.8.3", source: chain.Leaf.Subject.ToString());
        bool simulated = AzureChecks.AkChain.Make(checks, chain, policy, time, Pins);
        for (int i = 0; i < chain.Path.Count; i++)
            used.Add(ChainChecks.Used(i == 0 ? "AK" : chain.IsComplete && i == chain.Path.Count - 1 ? "AK root" : "AK issuer", chain.Path[i]));
        used.AddRange(AzureChecks.AkChain.MakeRevocation(checks, chain, endorsements.Lists, time, policy.RequireRevocationCheck).Select(ChainChecks.Used));
        return simulated;
    }
}
