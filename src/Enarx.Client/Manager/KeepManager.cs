using System.Net.Sockets;
using System.Security.Cryptography;
using Enarx.Protocol;

namespace Enarx.Client;

/// <summary>
/// What a client asks a keep manager for. The manager is not trusted: it carries bytes, and what it says of keeps is
/// its word.
/// </summary>
/// <param name="places">Where the manager's socket is.</param>
/// <param name="verbose">Is told each remote step, without payloads; from any thread.</param>
public sealed class KeepManager(LocalPlaces places, Action<string> verbose)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // The first simulated keep of a host waits for two RSA keys of 4096 bits.
    private static readonly TimeSpan CreationPatience = TimeSpan.FromSeconds(120);

    /// <summary>The current user's manager on this machine.</summary>
    public static KeepManager OfThisUser(Action<string> verbose) => new(LocalPlaces.OfThisUser(), verbose);

    /// <summary>True when a manager of the current user has a socket on this machine; it is not asked anything.</summary>
    public static bool IsRunning() => File.Exists(LocalPlaces.OfThisUser().ManagerSocket);

    /// <summary>What keeps the host offers.</summary>
    public async Task<IReadOnlyList<KeepContract>> GetOffersAsync(CancellationToken cancellationToken) =>
        Lists.Decode(await RequestAsync(Operations.Offers, null, Patience, cancellationToken).ConfigureAwait(false), "offers", ContractMessage.Decode);

    /// <summary>Makes a keep of an offer. When it is cancelled, what had been made is removed again.</summary>
    public async Task<Keep> CreateAsync(KeepContract contract, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contract);
        try
        {
            return Located(KeepMessage.Decode(await RequestAsync(Operations.Create, new CreateBody(contract.Id, name).Encode(), CreationPatience, cancellationToken).ConfigureAwait(false)));
        }
        catch (OperationCanceledException)
        {
            await RemoveQuietlyAsync(contract.Id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The keeps that the manager says there are.</summary>
    public async Task<IReadOnlyList<Keep>> GetKeepsAsync(CancellationToken cancellationToken) =>
        [.. Lists.Decode(await RequestAsync(Operations.List, null, Patience, cancellationToken).ConfigureAwait(false), "keeps", KeepMessage.Decode).Select(Located)];

    /// <summary>Ends a keep and everything in it.</summary>
    public Task RemoveAsync(Guid id, CancellationToken cancellationToken) =>
        RequestAsync(Operations.Remove, new KeepRequest(id).Encode(), Patience, cancellationToken);

    /// <summary>What the host says it could do.</summary>
    public async Task<IReadOnlyList<KeepPlatform>> GetPlatformsAsync(CancellationToken cancellationToken) =>
        Lists.Decode(await RequestAsync(Operations.Platform, null, Patience, cancellationToken).ConfigureAwait(false), "platforms", PlatformMessage.Decode);

    /// <summary>The pins of the simulation roots of the host, which makes those that it has not got.</summary>
    public async Task<IReadOnlyList<Sha256Digest>> GetSimulationRootsAsync(CancellationToken cancellationToken) =>
        PinsMessage.Decode(await RequestAsync(Operations.SimulationRoots, null, CreationPatience, cancellationToken).ConfigureAwait(false));

    /// <summary>Asks a keep for evidence over a nonce.</summary>
    /// <param name="keep">The keep.</param>
    /// <param name="nonce">32 bytes; null for a fresh one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The evidence, not appraised, with the nonce that was asked.</returns>
    public async Task<KeepEvidence> AttestAsync(Keep keep, byte[]? nonce, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keep);
        nonce ??= RandomNumberGenerator.GetBytes(KeepClaims.NonceLength);
        byte[] question = new AttestRequest(KeepClaims.CurrentProfile, nonce).Encode();
        byte[] answer = Payload.Decode(await RequestAsync(Operations.Attest, new KeepRequest(keep.Id, question).Encode(), Patience, cancellationToken).ConfigureAwait(false));
        EvidenceMessage evidence = EvidenceMessage.Decode(answer);
        return new KeepEvidence
        {
            Tee = evidence.Tee,
            Report = evidence.Report,
            Claims = evidence.Claims,
            Endorsements = evidence.Endorsements,
            Certificate = evidence.Certificate,
            Nonce = nonce,
            Keep = keep,
            ReceivedAt = DateTimeOffset.UtcNow,
        };
    }

    private Keep Located(Keep keep) => keep with { Manager = places.ManagerSocket };

    private async Task<ReadOnlyMemory<byte>> RequestAsync(string operation, byte[]? body, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using NetworkStream manager = await LocalManager.ConnectAsync(places, verbose, limit.Token).ConfigureAwait(false);
            verbose($"Asking the keep manager at {places.ManagerSocket}: {operation}.");
            return await manager.RequestAsync(operation, body, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KeepException(KeepErrorId.OperationTimedOut, $"The keep manager did not answer '{operation}' within {patience.TotalSeconds} seconds.");
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new KeepException(KeepErrorId.ManagerUnavailable, $"The keep manager broke the connection before it answered '{operation}'. The next command starts another one; keeps go on without it.", e);
        }
        catch (ProtocolException e)
        {
            throw new KeepException(KeepErrorId.ProtocolViolation, $"The keep manager's answer to '{operation}' does not follow the protocol. {e.Message}", e);
        }
    }

    private async Task RemoveQuietlyAsync(Guid id)
    {
        try
        {
            await RemoveAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (KeepException)
        {
            // It had not been made, or its host is gone: there is nothing to remove.
        }
    }
}
