using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Enarx.Attestation.Tests;

/// <summary>A real HTTP server on loopback that plays a vendor's service, with faults on demand.</summary>
internal sealed class VendorServer : IAsyncDisposable
{
    /// <summary>What no wait of a test exceeds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (byte[] Body, (string Name, string Value)[] Headers)> _answers = new();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _faults = new();
    private readonly WebApplication _application;

    private VendorServer(WebApplication application) => _application = application;

    public Uri Address { get; private set; } = null!;

    /// <summary>Path and query of every request, in order of arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Done instead of the answer, for every request; null: the answer is given.</summary>
    public Func<HttpContext, Task>? Always { get; set; }

    /// <summary>Done before the answer, for every request.</summary>
    public Func<HttpContext, Task>? Before { get; set; }

    public static async Task<VendorServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        var server = new VendorServer(application);
        application.Run(server.AnswerAsync);
        await application.StartAsync();
        server.Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    /// <summary>Answers requests for a path with its query; the first that asks with another order of it is not answered.</summary>
    public void Serve(string path, byte[] body, params (string Name, string Value)[] headers) => _answers[path] = (body, headers);

    /// <summary>Spoils the next request that nothing else spoils.</summary>
    public VendorServer Spoil(Func<HttpContext, Task> fault, int times = 1)
    {
        for (int i = 0; i < times; i++)
            _faults.Enqueue(fault);
        return this;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path + context.Request.QueryString;
        Requests.Enqueue(path);
        if (Before is { } before)
            await before(context);
        if (Always is { } always)
            await always(context);
        else if (_faults.TryDequeue(out Func<HttpContext, Task>? fault))
            await fault(context);
        else if (_answers.TryGetValue(path, out (byte[] Body, (string Name, string Value)[] Headers) answer))
        {
            foreach ((string name, string value) in answer.Headers)
                context.Response.Headers[name] = value;
            context.Response.ContentLength = answer.Body.Length;
            await context.Response.Body.WriteAsync(answer.Body);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
