namespace Enarx.Attestation;

/// <summary>The checks of a COSE_Sign1, one row an aspect.</summary>
/// <param name="prefix">Start of the identifiers, for example <c>cca.realm</c>.</param>
/// <param name="what">What is signed, for the titles, for example <c>the Realm token</c>.</param>
internal sealed class CoseChecks(string prefix, string what)
{
    /// <summary>The envelope is well formed.</summary>
    public CheckDefinition Envelope { get; } = new($"{prefix}.envelope", $"The envelope of {what} is a COSE_Sign1 and nothing more", CheckCategory.Format);

    /// <summary>The algorithm is one that is accepted, and protected.</summary>
    public CheckDefinition Algorithm { get; } = new($"{prefix}.algorithm", $"The protected header of {what}, and no other, names an algorithm that is accepted", CheckCategory.Format);

    /// <summary>The signature is of the algorithm's form.</summary>
    public CheckDefinition SignatureEncoding { get; } = new($"{prefix}.signature-encoding", $"R and S of {what} have the length of the curve and lie in 1 to n-1", CheckCategory.Format);

    /// <summary>The signature verifies.</summary>
    public CheckDefinition Signature { get; } = new($"{prefix}.signature", $"The signature of {what} is good", CheckCategory.Signature);

    /// <summary>Those that need no key, in the order of checking.</summary>
    public IReadOnlyList<CheckDefinition> Form => [Envelope, Algorithm, SignatureEncoding];

    /// <summary>Reads an envelope and makes the checks that need no key.</summary>
    /// <param name="checks">Where they are recorded.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="accepted">The algorithms that are accepted.</param>
    /// <param name="source">What the offsets are counted in.</param>
    /// <returns>The envelope; null when it cannot be read.</returns>
    public CoseSign1? Make(CheckList checks, Func<CoseSign1> read, IReadOnlyCollection<CoseAlgorithm> accepted, string source)
    {
        CoseSign1 message;
        try
        {
            message = read();
        }
        catch (CborException e)
        {
            checks.Record(Envelope, holds: false, "The bytes are cut, altered, or of another format.", "a COSE_Sign1 (RFC 9052)", e.Message, $"{source}[0x{e.Offset:x}..]");
            return null;
        }

        checks.Record(Envelope, holds: true, "");
        string? problem = message.AlgorithmProblem ?? (accepted.Contains(message.Algorithm) ? null : $"{message.Algorithm} is not accepted here");
        if (checks.Record(Algorithm, problem is null, "What the sender may choose freely must not choose how it is verified.",
            string.Join(" or ", accepted), problem ?? message.Algorithm!.Name, $"{source}: protected header"))
        {
            string place = $"{source}[0x{message.SignatureOffset:x}..0x{message.SignatureOffset + message.Signature.Length:x}]";
            checks.Record(SignatureEncoding, message.Algorithm!.IsSignature(message.Signature.Span), "No signer makes such a signature.",
                $"{2 * message.Algorithm.ScalarLength} bytes, R and S in 1 to n-1", $"{message.Signature.Length} bytes", place);
        }

        return message;
    }

    /// <summary>Whether the envelope may be verified: its form is good.</summary>
    public bool IsFormed(CheckList checks) => checks.Passed(SignatureEncoding);
}
