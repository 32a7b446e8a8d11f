using Amazon.S3;
using ScaleApp.Data.Files.S3;

namespace ScaleApp.Tests.Support.S3;

/// <summary>A server that speaks S3, from the npm package that is pinned beside this file; a process and a folder of the test class's own.</summary>
/// <remarks>The package is installed once for each build output. A shell guards the server: when this process ends, it ends it.</remarks>
public sealed class S3Server : IAsyncLifetime, IAsyncDisposable
{
    public const string Bucket = "shop";

    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-s3-").FullName;
    private ServerGuard? _guard;
    private Uri? _address;

    internal S3Options Options => new()
    {
        Bucket = Bucket,
        ServiceUrl = _address,
        Region = "us-east-1",
        AccessKey = "S3RVER",
        SecretKey = "S3RVER",
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>The settings of a service that keeps its files here, as <c>Section:Name=value</c>.</summary>
    internal string[] Settings =>
    [
        "Files:Store=S3", $"Files:S3:Bucket={Bucket}", $"Files:S3:ServiceUrl={_address}", "Files:S3:Region=us-east-1",
        "Files:S3:AccessKey=S3RVER", "Files:S3:SecretKey=S3RVER",
    ];

    internal IAmazonS3 Client() => S3Client.Create(Options);

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["node", "npm"]) is not null)
        {
            return;
        }

        _guard = new ServerGuard(ServerGuard.Script, _folder,
            [Requirement.Find("node")!, Path.Combine(await NpmPackage.InstallAsync("S3"), "server.cjs"), _folder, Bucket], Look);
        Assert.True(await _guard.IsReadyAsync(), "The S3 server ended before it was ready.");
    }

    public async Task DisposeAsync()
    {
        if (_guard is { } guard)
        {
            await guard.RemoveAsync();
            guard.Dispose();
        }
        else
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    private bool? Look(string line)
    {
        if (line.Split(' ') is not ["port", var port])
        {
            return null;
        }

        _address = new Uri($"http://127.0.0.1:{port}");
        return true;
    }
}
