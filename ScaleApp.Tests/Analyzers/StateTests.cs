using ScaleApp.Analyzers;

namespace ScaleApp.Tests.Analyzers;

/// <summary>SCALE003 and SCALE008: state and caches of one replica.</summary>
public class StateTests
{
    [Theory]
    [InlineData("static readonly Dictionary<string, int> {|SCALE003:Carts|} = []; public void Put(string id) => Carts[id] = 1;")]
    [InlineData("static readonly List<string> {|SCALE003:Seen|} = []; public void See(string id) => Seen.Add(id);")]
    [InlineData("static readonly ConcurrentDictionary<string, Order> {|SCALE003:Open|} = new(); public void Close(string id) => Open.TryRemove(id, out _);")]
    [InlineData("static int {|SCALE003:_next|}; public int Next() => Interlocked.Increment(ref _next);")]
    [InlineData("static int {|SCALE003:_next|}; public int Next() => ++_next;")]
    [InlineData("static string? {|SCALE003:Last|} { get; set; } public void See(string id) => Last = id;")]
    [InlineData("static readonly int[] {|SCALE003:Hits|} = new int[24]; public void Hit(int hour) => Hits[hour]++;")]
    [InlineData("static readonly Dictionary<string, int> Sizes = new() { [\"s\"] = 1 }; public int Size(string id) => Sizes[id];")]
    [InlineData("static readonly List<string> Names = []; static Shop() => Names.Add(\"a\");")]
    [InlineData("static readonly ConcurrentDictionary<string, int> Lengths = new(); public int Length(string id) => Lengths.GetOrAdd(id, static key => key.Length);")]
    [InlineData(
        """
        static readonly Dictionary<string, int> Lengths = [];
        public int Length(string id) { if (!Lengths.TryGetValue(id, out var length)) { Lengths[id] = length = id.Length; } return length; }
        """)]
    [InlineData("static readonly Dictionary<Type, string> Names = []; public void Name(Type type) => Names[type] = type.Name;")]
    [InlineData("static readonly ConcurrentDictionary<string, CancellationTokenSource> Running = new(); public void Stop(string id) => Running.TryRemove(id, out _);")]
    [InlineData("static Shop? _instance; public static Shop Instance => _instance ??= new Shop();")]
    [InlineData("static string? Region; public static void Configure(string region) => Region = region;")]
    [InlineData("static string? Region; public static void Use(IServiceCollection services) => Region = \"eu\";")]
    [InlineData("[ThreadStatic] static int _depth; public void Enter() => _depth++;")]
    [InlineData("static bool _warned; public void Warn() { if (!_warned) { _warned = true; } }")]
    [InlineData("readonly List<string> _lines = []; public void Add(string line) => _lines.Add(line);")]
    public Task Static_is_reported_at_the_field_if_requests_change_it(string members) => Analyzed<StateAnalyzer>.LibraryAsync(Class(members));

    [Fact]
    public Task Static_of_another_type_is_reported_where_it_is_written() =>
        Analyzed<StateAnalyzer>.LibraryAsync(
            """
            public static class Prices { public static decimal Discount { get; set; } }
            public class PricesController : ControllerBase { public void Put(decimal discount) => {|SCALE003:Prices.Discount = discount|}; }
            """);

    [Theory]
    [InlineData("services.AddSingleton<Presence>();", "{|SCALE003:_online|}")]
    [InlineData("services.AddSingleton<IPresence, Presence>();", "{|SCALE003:_online|}")]
    [InlineData("services.AddSingleton<IPresence>(_ => new Presence());", "{|SCALE003:_online|}")]
    [InlineData("services.AddScoped<Presence>();", "_online")]
    [InlineData("services.AddSingleton<Other>();", "_online")]
    public Task Singleton_that_accumulates_is_reported(string registration, string field) =>
        Analyzed<StateAnalyzer>.ApplicationAsync(
            $$"""
            {{registration}}
            interface IPresence;
            class Other;
            class Presence : IPresence
            {
                private readonly HashSet<string> {{field}} = [];
                public void Join(string user) => _online.Add(user);
            }
            """);

    [Fact]
    public Task Collection_of_a_hosted_service_is_not_reported() =>
        Analyzed<StateAnalyzer>.ApplicationAsync(
            """
            services.AddHostedService<Watch>();
            class Watch : BackgroundService
            {
                private readonly List<string> _batch = [];
                protected override Task ExecuteAsync(CancellationToken ct) { _batch.Add("a"); return Task.CompletedTask; }
            }
            """);

    [Theory]
    [InlineData("public void Changed(int id) => cache.{|SCALE008:Remove|}(id);")]
    [InlineData("public object? Find(int id) => cache.GetOrCreate(id, _ => new object()); public void Changed(int id) => cache.{|SCALE008:Remove|}(id);")]
    [InlineData("public object? Find(int id) => cache.GetOrCreate(id, entry => { entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1); return new object(); });")]
    [InlineData("public void Renew(int id) { cache.Remove(id); cache.Set(id, 1); }")]
    [InlineData("readonly Dictionary<int, string> _own = []; public void Changed(int id) => _own.Remove(id);")]
    [InlineData("readonly StackExchange.Redis.ISubscriber? _others; public void Changed(int id) { cache.Remove(id); _others?.Publish(default, id); }")]
    public Task Memory_cache_is_reported_if_another_path_invalidates_it(string members) => Analyzed<MemoryCacheAnalyzer>.LibraryAsync(Cached(members));

    private static string Class(string members) => "public record Order(string Id); public class Shop { " + members + " }";

    private static string Cached(string members) => "public class Products(IMemoryCache cache) { readonly IMemoryCache _cache = cache; " + members + " }";
}
