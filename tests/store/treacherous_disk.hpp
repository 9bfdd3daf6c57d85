// SQLite's files on a disk that does every n-th write or flush wrongly: a VFS before the usual one, for this
// process. One at a time.
#pragma once
#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

namespace layby::store {

enum class Treachery : std::uint8_t {
    error,    ///< nothing is done, and that is said
    unknown,  ///< it is done, but an error is said
    delay     ///< it is done late
};

class TreacherousDisk {
  public:
    TreacherousDisk() {
        usual() = sqlite3_vfs_find(nullptr);
        vfs_ = *usual();
        vfs_.zName = "treacherous";
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + usual()->szOsFile;
        vfs_.xOpen = open;
        sqlite3_vfs_register(&vfs_, 1);
    }
    ~TreacherousDisk() {
        sqlite3_vfs_unregister(&vfs_);
        sqlite3_vfs_register(usual(), 1);
        every() = 0;
    }
    TreacherousDisk(const TreacherousDisk&) = delete;
    TreacherousDisk& operator=(const TreacherousDisk&) = delete;

    /// 0: it is an honest disk again.
    void betray(Treachery how, unsigned every_nth) {
        way() = how;
        every() = every_nth;
    }

  private:
    struct File : sqlite3_file {
        sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };
    static sqlite3_vfs*& usual() {
        static sqlite3_vfs* vfs{};
        return vfs;
    }
    static std::atomic<unsigned>& every() {
        static std::atomic<unsigned> n{};
        return n;
    }
    static std::atomic<Treachery>& way() {
        static std::atomic<Treachery> how{};
        return how;
    }
    static sqlite3_file* real(sqlite3_file* file) { return static_cast<File*>(file)->real(); }

    template <class Act>
    static int perhaps(int error, Act act) {
        static std::atomic<unsigned> count{};
        const unsigned n = every();
        if (n == 0 || ++count % n != 0) return act();
        if (way() == Treachery::delay) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        if (way() != Treachery::error)
            if (const int result = act(); result != SQLITE_OK || way() == Treachery::delay) return result;
        return error;
    }

    static int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
        static const sqlite3_io_methods methods = methods_of();
        const int result = usual()->xOpen(usual(), name, real(file), flags, out);
        file->pMethods = real(file)->pMethods ? &methods : nullptr;
        return result;
    }

    /// Everything as it is, but for writing, cutting and flushing. Version 2: without memory maps of the
    /// file.
    static sqlite3_io_methods methods_of() {
        sqlite3_io_methods m{};
        m.iVersion = 2;
        m.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
        m.xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
            return real(f)->pMethods->xRead(real(f), to, n, at);
        };
        m.xWrite = [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
            return perhaps(SQLITE_IOERR_WRITE,
                           [&] { return real(f)->pMethods->xWrite(real(f), from, n, at); });
        };
        m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
            return perhaps(SQLITE_IOERR_TRUNCATE,
                           [&] { return real(f)->pMethods->xTruncate(real(f), size); });
        };
        m.xSync = [](sqlite3_file* f, int flags) {
            return perhaps(SQLITE_IOERR_FSYNC, [&] { return real(f)->pMethods->xSync(real(f), flags); });
        };
        m.xFileSize = [](sqlite3_file* f, sqlite3_int64* n) {
            return real(f)->pMethods->xFileSize(real(f), n);
        };
        m.xLock = [](sqlite3_file* f, int lock) { return real(f)->pMethods->xLock(real(f), lock); };
        m.xUnlock = [](sqlite3_file* f, int lock) { return real(f)->pMethods->xUnlock(real(f), lock); };
        m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
            return real(f)->pMethods->xCheckReservedLock(real(f), out);
        };
        m.xFileControl = [](sqlite3_file* f, int op, void* arg) {
            return real(f)->pMethods->xFileControl(real(f), op, arg);
        };
        m.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
        m.xDeviceCharacteristics = [](sqlite3_file* f) {
            return real(f)->pMethods->xDeviceCharacteristics(real(f));
        };
        m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
            return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
        };
        m.xShmLock = [](sqlite3_file* f, int at, int n, int flags) {
            return real(f)->pMethods->xShmLock(real(f), at, n, flags);
        };
        m.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
        m.xShmUnmap = [](sqlite3_file* f, int remove) {
            return real(f)->pMethods->xShmUnmap(real(f), remove);
        };
        return m;
    }

    sqlite3_vfs vfs_{};
};

}  // namespace layby::store
