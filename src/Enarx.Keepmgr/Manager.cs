using Enarx.Attestation;
using Enarx.Keepmgr.Keeps;
using Enarx.Keepmgr.Launch;
using Enarx.Protocol;

namespace Enarx.Keepmgr;

/// <summary>What keepmgr does for each operation of docs/protocol.md.</summary>
internal sealed class Manager : IDisposable
{
    private readonly LocalPlaces _places;
    private readonly OfferBook _offers = new();
    private readonly Lock _simulation = new();
    private readonly KeepRegistry _keeps;
    private readonly Dictionary<Tee, Sha256Digest> _simulationRoots = [];

    /// <summary>Takes the places that this manager is the only one of.</summary>
    public Manager(LocalPlaces places)
    {
        _places = places;
        _keeps = new KeepRegistry(places, Launcher.ForThisHost());
    }

    /// <summary>How many keeps there are.</summary>
    public int KeepCount => _keeps.Count;

    /// <summary>Finds the keeps that an earlier keepmgr left running, and clears away what dead ones left.</summary>
    public Task AdoptAsync(CancellationToken cancellationToken) => _keeps.AdoptAsync(cancellationToken);

    /// <summary>Answers one request.</summary>
    public async Task<byte[]?> HandleAsync(string operation, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        switch (operation)
        {
            case Operations.Offers:
                Request.ExpectNoBody(body);
                return Lists.Encode("offers", _offers.Make(_keeps.Capacity).Select(ContractMessage.Encode));

            case Operations.Create:
                CreateBody create = CreateBody.Decode(body);
                if (!KeepName.IsValid(create.Name))
                    throw new KeepException(KeepErrorId.KeepNameInvalid, $"A keep's name has 1 to {KeepName.MaximumLength} letters, digits, '.', '_' and '-', and starts with a letter or digit.");
                KeepContract contract = _offers.Consume(create.Contract)
                    ?? throw new KeepException(KeepErrorId.ContractNotOffered, "This host does not offer that contract; it lapsed, was used, or is not this host's. Ask for the offers again.");
                return KeepMessage.Encode(await _keeps.CreateAsync(contract, create.Name, () => SimulationRoot(contract.Tee), cancellationToken).ConfigureAwait(false));

            case Operations.List:
                Request.ExpectNoBody(body);
                return Lists.Encode("keeps", (await _keeps.DescribeAllAsync(cancellationToken).ConfigureAwait(false)).Select(KeepMessage.Encode));

            case Operations.Remove:
                // A client that gives up while it creates asks for this; its offer may not have been consumed yet.
                KeepRequest remove = KeepRequest.Decode(body);
                if (remove.Payload is not null)
                    throw new ProtocolException("keep-request", "payload", 0, "a keep is removed without one.");
                if (_offers.Consume(remove.Id) is null)
                    await _keeps.RemoveAsync(remove.Id, cancellationToken).ConfigureAwait(false);
                return null;

            case Operations.Attest:
                KeepRequest attest = KeepRequest.Decode(body);
                byte[] question = attest.Payload ?? throw new ProtocolException("keep-request", "payload", 0, "the field is missing.");
                return Payload.Encode(await _keeps.AttestAsync(attest.Id, question, cancellationToken).ConfigureAwait(false));

            case Operations.Platform:
                Request.ExpectNoBody(body);
                return Lists.Encode("platforms", PlatformProbe.All(_keeps.Capacity).Select(PlatformMessage.Encode));

            case Operations.SimulationRoots:
                Request.ExpectNoBody(body);
                return PinsMessage.Encode(await Task.Run(() => Simulator.Kinds.Select(kind => kind.Tee).Distinct().Select(SimulationRoot).Distinct().ToArray(), cancellationToken).ConfigureAwait(false));

            default:
                throw new KeepException(KeepErrorId.ProtocolViolation, $"keepmgr has no operation '{operation}'.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _keeps.Dispose();

    // The root is made once a host, which takes seconds; afterwards it is there to be opened.
    private Sha256Digest SimulationRoot(Tee tee)
    {
        lock (_simulation)
        {
            try
            {
                if (!_simulationRoots.TryGetValue(tee, out Sha256Digest root))
                    _simulationRoots[tee] = root = Simulator.OpenOrCreate(_places.SimulationDirectory, tee);
                return root;
            }
            catch (SimulationException e)
            {
                throw new KeepException(KeepErrorId.SimulationUnusable, e.Message, e);
            }
        }
    }
}
