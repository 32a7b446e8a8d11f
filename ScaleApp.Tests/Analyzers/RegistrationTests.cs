using ScaleApp.Analyzers;

namespace ScaleApp.Tests.Analyzers;

/// <summary>SCALE001, 002, 004, 007 and 009: what a composition registers, and what it lacks.</summary>
public class RegistrationTests
{
    private const string Serilog =
        """

        namespace Serilog
        {
            public class LoggerConfiguration { public Configuration.LoggerSinkConfiguration WriteTo => new(); }
            public static class Sinks
            {
                public static LoggerConfiguration File(this Configuration.LoggerSinkConfiguration sinks, string path) => new();
                public static LoggerConfiguration Console(this Configuration.LoggerSinkConfiguration sinks) => new();
                public static void AddFile(this ILoggingBuilder logging, string path) { }
            }
        }
        namespace Serilog.Configuration
        {
            public class LoggerSinkConfiguration { }
        }
        """;

    [Theory]
    [InlineData("services.{|SCALE001:AddSession|}();")]
    [InlineData("services.AddDistributedMemoryCache(); services.{|SCALE001:AddSession|}();")]
    [InlineData("services.{|SCALE001:AddDistributedMemoryCache|}();")]
    [InlineData("services.AddStackExchangeRedisCache(redis => redis.Configuration = \"redis\"); services.AddSession();")]
    [InlineData("if (args.Length == 0) services.AddDistributedMemoryCache(); else services.AddStackExchangeRedisCache(_ => { }); services.AddSession();")]
    [InlineData("services.AddSingleton<Microsoft.Extensions.Caching.Distributed.IDistributedCache>(_ => null!); services.AddSession();")]
    [InlineData("Own.AddSession(services); static class Own { public static void AddSession(IServiceCollection services) { } }")]
    public Task Session_is_reported_unless_its_cache_is_shared(string source) => Analyzed<SessionAnalyzer>.ApplicationAsync(source);

    [Fact]
    public Task Session_in_a_library_is_not_reported() =>
        Analyzed<SessionAnalyzer>.LibraryAsync("public static class Module { public static void Add(IServiceCollection services) => services.AddSession(); }");

    [Theory]
    [InlineData("services.{|SCALE002:AddSignalR|}();")]
    [InlineData("services.{|SCALE002:AddSignalR|}(hub => hub.EnableDetailedErrors = true).AddJsonProtocol();")]
    [InlineData("services.AddSignalR().AddJsonProtocol().AddStackExchangeRedis(\"redis\");")]
    [InlineData("var hubs = services.AddSignalR(); if (args.Length > 0) hubs.AddStackExchangeRedis(\"redis\");")]
    [InlineData("services.AddSignalR().AddOwn(); static class Own { public static void AddOwn(this ISignalRServerBuilder hubs) { } }")]
    [InlineData("services.AddSignalR(); services.AddSingleton(typeof(HubLifetimeManager<>), typeof(DefaultHubLifetimeManager<>));")]
    public Task SignalR_is_reported_unless_it_has_a_backplane(string source) => Analyzed<SignalRAnalyzer>.ApplicationAsync(source);

    [Theory]
    [InlineData("services.{|SCALE004:AddRateLimiter|}(limits => limits.AddFixedWindowLimiter(\"api\", window => window.PermitLimit = 10));")]
    [InlineData(
        """
        var limiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
            RateLimitPartition.{|SCALE004:GetTokenBucketLimiter|}("all", _ => new TokenBucketRateLimiterOptions()));
        """)]
    [InlineData("services.AddRateLimiter(limits => limits.AddConcurrencyLimiter(\"exports\", at => at.PermitLimit = 2));")]
    [InlineData(
        """
        services.AddRateLimiter(limits =>
        {
            limits.AddFixedWindowLimiter("cheap", window => window.PermitLimit = 10);
            limits.AddPolicy("costly", http => RedisPartition.GetRedisFixedWindowLimiter());
        });
        static class RedisPartition { public static RateLimitPartition<string> GetRedisFixedWindowLimiter() => default; }
        """)]
    [InlineData(
        """
        services.AddRateLimiter(limits => { limits.AddFixedWindowLimiter("cheap", _ => { }); limits.GlobalLimiter = new Shared(); });
        class Shared : PartitionedRateLimiter<HttpContext>
        {
            public override RateLimiterStatistics? GetStatistics(HttpContext http) => null;
            protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext http, int permits, CancellationToken ct) => default;
            protected override RateLimitLease AttemptAcquireCore(HttpContext http, int permits) => null!;
        }
        """)]
    public Task Limits_are_reported_once_unless_shared_or_of_concurrency(string source) =>
        Analyzed<RateLimiterAnalyzer>.ApplicationAsync(source);

    [Theory]
    [InlineData("services.AddAuthentication().{|SCALE007:AddCookie|}();")]
    [InlineData("services.AddAuthentication().AddCookie(); services.{|SCALE007:AddDataProtection|}();")]
    [InlineData("services.{|SCALE007:AddAntiforgery|}(); services.AddSession();")]
    [InlineData("services.AddAuthentication().AddCookie(); services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(\"/keys\"));")]
    [InlineData("services.AddAuthentication().AddCookie(); services.AddSingleton<Microsoft.AspNetCore.DataProtection.Repositories.IXmlRepository>(_ => null!);")]
    [InlineData("services.AddDataProtection();")]
    [InlineData("services.AddControllersWithViews();")]
    public Task Cookies_are_reported_once_unless_their_keys_are_shared(string source) =>
        Analyzed<DataProtectionAnalyzer>.ApplicationAsync(source);

    [Theory]
    [InlineData("_ = new Serilog.LoggerConfiguration().WriteTo.{|SCALE009:File|}(\"app.log\");")]
    [InlineData("builder.Logging.{|SCALE009:AddFile|}(\"app.log\");")]
    [InlineData("_ = new Serilog.LoggerConfiguration().WriteTo.Console(); _ = new Serilog.LoggerConfiguration().WriteTo.File(\"app.log\");")]
    [InlineData("builder.Logging.AddConsole(); builder.Logging.AddFile(\"app.log\");")]
    [InlineData("_ = Results.File(\"app.log\");")]
    public Task Log_file_is_reported_unless_the_console_is_used_too(string source) =>
        Analyzed<LogFileAnalyzer>.RunAsync(WithSerilog(source), Microsoft.CodeAnalysis.OutputKind.ConsoleApplication);

    private static string WithSerilog(string source) => "using Serilog;\nvar builder = WebApplication.CreateBuilder(args);\n" + source + Serilog;
}
