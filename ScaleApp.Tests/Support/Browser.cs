using Microsoft.Playwright;

namespace ScaleApp.Tests.Support;

/// <summary>The system's Chromium. A class fixture; each test opens contexts of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const int TimeoutMilliseconds = 40_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The folder of screenshots, for review by eye.</summary>
    public static string Screenshots { get; } =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "screenshots"));

    public async Task InitializeAsync()
    {
        // A loaded machine is slow, and these tests do not measure speed.
        Assertions.SetDefaultExpectTimeout(TimeoutMilliseconds);
        if (Requirement.Find("chromium") is { } program)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = program,
                // As root, which is what containers of CI run as, Chromium cannot have its sandbox; it sees our own pages only.
                Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
            });
            Directory.CreateDirectory(Screenshots);
        }
    }

    public async Task DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
    }

    /// <summary>Opens a page in a new profile. An error of its scripts fails the test at <see cref="BrowserPage.DisposeAsync"/>.</summary>
    public async Task<BrowserPage> OpenAsync(Uri address, ColorScheme scheme = ColorScheme.Light, int width = 1360, int height = 850)
    {
        var context = await (_browser ?? throw new InvalidOperationException("There is no Chromium.")).NewContextAsync(new()
        {
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = height },
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(TimeoutMilliseconds);
        var opened = new BrowserPage(context, page);
        await page.GotoAsync(address.ToString());
        return opened;
    }
}

/// <summary>A page that records errors of its scripts, such as a blocked inline style.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = new();

    internal BrowserPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A request that a navigation aborted, or that was refused on purpose, is not a script error.
            if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
            {
                _errors.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Writes a picture of the page to <see cref="Browser.Screenshots"/>.</summary>
    public Task ShootAsync(string name) => Page.ScreenshotAsync(new()
    {
        Path = Path.Combine(Browser.Screenshots, name + ".png"),
        // Without transitions, so that no colour is captured halfway.
        Animations = ScreenshotAnimations.Disabled,
    });

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_errors);
    }
}
