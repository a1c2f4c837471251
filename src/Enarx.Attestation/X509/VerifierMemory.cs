namespace Enarx.Attestation;

/// <summary>What verifiers remember between appraisals: endorsements that were read, keys that were imported, signatures that were good.</summary>
internal static class VerifierMemory
{
    /// <summary>Forgets it all, so that the next appraisal starts as in a new process.</summary>
    public static void Forget()
    {
        EndorsementSet.Forget();
        VerificationKey.Forget();
        CertificateSignature.Forget();
        SevSignature.Forget();
        DcapItem.Forget();
        P256Signature.Forget();
    }
}
