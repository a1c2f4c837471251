namespace EnarxPS.Binding;

/// <summary>A nonce as an argument: bytes, or hexadecimal.</summary>
public sealed class NonceArgument
{
    /// <summary>Takes bytes.</summary>
    public NonceArgument(byte[] nonce) => Bytes = nonce;

    /// <summary>Takes hexadecimal.</summary>
    /// <exception cref="FormatException">It is not of that form.</exception>
    public NonceArgument(string hexadecimal) => Bytes = Convert.FromHexString(hexadecimal);

    /// <summary>The nonce.</summary>
    internal byte[] Bytes { get; }

    /// <inheritdoc/>
    public override string ToString() => Convert.ToHexStringLower(Bytes);
}
