using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>What a simulated firmware keeps of a guest.</summary>
internal sealed class SimulatedSevGuest : IDisposable
{
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public required SevPolicy Policy { get; init; }

    /// <summary>TEK and TIK, 32 bytes.</summary>
    public byte[] Keys { get; } = GC.AllocateArray<byte>(SevLaunchSession.KeysLength, pinned: true);

    public SevGuestState State { get; set; } = SevGuestState.LaunchUpdate;

    /// <summary>What LAUNCH_MEASURE gave.</summary>
    public SevLaunch? Launch { get; set; }

    /// <summary>The secrets that were injected, in plain text.</summary>
    public byte[] Secret { get; private set; } = [];

    /// <summary>Adds plain text to the launch digest.</summary>
    public void Extend(ReadOnlySpan<byte> plain) => _digest.AppendData(plain);

    /// <summary>The launch digest so far.</summary>
    public byte[] Digest() => _digest.GetCurrentHash();

    /// <summary>Puts secrets into the guest's memory, over what was there.</summary>
    public void Inject(byte[] secret)
    {
        CryptographicOperations.ZeroMemory(Secret);
        Secret = secret;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(Keys);
        CryptographicOperations.ZeroMemory(Secret);
        _digest.Dispose();
    }
}
