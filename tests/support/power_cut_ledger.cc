#include "tests/support/power_cut_ledger.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace varde::test {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kPageBytes = 4096;

using Random = std::mt19937_64;

std::uint64_t up_to(std::uint64_t most, Random& random) {
  return std::uniform_int_distribution<std::uint64_t>(0, most)(random);
}

// The diary and the locks: not the log's content, and not written through this disk.
bool is_content(const fs::path& file) {
  const std::string name = file.filename().string();
  return name != "LOCK" && name != "lock" && !name.starts_with("diary");
}

bool is_write_ahead_log(const fs::path& file) { return file.extension() == ".log"; }

std::string read_all(const fs::path& file) {
  std::string bytes(fs::file_size(file), '\0');
  std::ifstream(file, std::ios::binary)
      .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

// What a power cut makes of `bytes`, of which the first `synced` are safe.
std::string torn(std::string bytes, std::size_t synced, Random& random) {
  if (bytes.size() <= synced) return bytes;
  const std::size_t from = synced + up_to(bytes.size() - synced, random);
  const auto garble = [&](std::size_t begin, std::size_t end, bool zero) {
    for (std::size_t i = begin; i < end; ++i) bytes[i] = zero ? '\0' : static_cast<char>(random());
  };
  switch (up_to(3, random)) {
    case 0: bytes.resize(from); break;
    case 1: garble(from, bytes.size(), true); break;
    case 2: garble(from, bytes.size(), false); break;
    default:  // Each page for itself: written, or not.
      for (std::size_t page = synced; page < bytes.size();) {
        const std::size_t end =
            std::min<std::size_t>(bytes.size(), (page / kPageBytes + 1) * kPageBytes);
        if (up_to(1, random) == 0) garble(page, end, up_to(1, random) == 0);
        page = end;
      }
  }
  return bytes;
}

}  // namespace

PowerCutLedger::PowerCutLedger(const fs::path& folder)
    : folder_(folder), removed_(folder.string() + ".removed") {
  fs::create_directories(removed_);
  look_around();
}

PowerCutLedger::~PowerCutLedger() {
  std::error_code ignored;  // A leftover in the temporary folder harms nobody.
  fs::remove_all(removed_, ignored);
}

bool PowerCutLedger::watches(const fs::path& path) const {
  const auto relative = path.lexically_relative(folder_);
  return !relative.empty() && *relative.begin() != ".." && is_content(path);
}

void PowerCutLedger::step() {
  const std::scoped_lock lock(mutex_);
  if (changes_++ >= cut_before_) cut_locked();
}

PowerCutLedger::Inode PowerCutLedger::create(const fs::path& path) {
  const std::scoped_lock lock(mutex_);
  set_aside(path);
  const Inode inode = next_++;
  now_.files[inode] = {};
  where_[inode] = path;
  change_names({{path.string(), inode}});
  return inode;
}

void PowerCutLedger::create_folder(const fs::path& path) {
  const std::scoped_lock lock(mutex_);
  change_names({{path.string(), kFolder}});
}

bool PowerCutLedger::remove(const fs::path& path) {
  const std::scoped_lock lock(mutex_);
  if (!set_aside(path)) return false;
  change_names({{path.string(), std::nullopt}});
  return true;
}

void PowerCutLedger::rename(const fs::path& from, const fs::path& to) {
  const std::scoped_lock lock(mutex_);
  set_aside(to);
  fs::rename(from, to);
  const Inode inode = live_.at(from.string());
  where_[inode] = to;
  change_names({{from.string(), std::nullopt}, {to.string(), inode}});
}

void PowerCutLedger::sync_folder(const fs::path& folder) {
  const std::scoped_lock lock(mutex_);
  if (lying_) return;
  std::vector<NameChange> later;
  for (NameChange& change : now_.pending) {
    if (fs::path(change.begin()->first).parent_path() == folder) {
      apply(change, now_.durable);
    } else {
      later.push_back(std::move(change));
    }
  }
  now_.pending = std::move(later);
}

void PowerCutLedger::appended(Inode inode, std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  now_.files[inode].size += bytes;
}

void PowerCutLedger::truncated(Inode inode, std::uint64_t size) {
  const std::scoped_lock lock(mutex_);
  Content& content = now_.files[inode];
  content = {size, std::min(content.synced, size), content.spoilt};
}

bool PowerCutLedger::sync(Inode inode) {
  std::unique_lock lock(mutex_);
  const std::uint64_t size = now_.files[inode].size;  // What comes meanwhile may be left out.
  if (is_write_ahead_log(where_[inode])) {
    held_ += 1;
    changed_.wait(lock, [this] { return !holding_; });
    held_ -= 1;
    if (std::exchange(failing_, false)) {
      now_.files[inode].spoilt = true;
      return false;
    }
  }
  Content& content = now_.files[inode];
  if (!lying_ && !content.spoilt) content.synced = std::max(content.synced, size);
  return true;
}

void PowerCutLedger::cut() {
  const std::scoped_lock lock(mutex_);
  cut_locked();
}

void PowerCutLedger::cut_before(std::uint64_t change) {
  const std::scoped_lock lock(mutex_);
  cut_before_ = change;
}

bool PowerCutLedger::is_cut() const {
  const std::scoped_lock lock(mutex_);
  return at_cut_.has_value();
}

std::uint64_t PowerCutLedger::changes() const {
  const std::scoped_lock lock(mutex_);
  return changes_;
}

void PowerCutLedger::lie_about_syncs() {
  const std::scoped_lock lock(mutex_);
  lying_ = true;
}

void PowerCutLedger::fail_next_sync() {
  const std::scoped_lock lock(mutex_);
  failing_ = true;
}

void PowerCutLedger::hold_syncs(bool hold) {
  const std::scoped_lock lock(mutex_);
  holding_ = hold;
  changed_.notify_all();
}

bool PowerCutLedger::somebody_syncs() const {
  const std::scoped_lock lock(mutex_);
  return holding_ && held_ > 0;
}

bool PowerCutLedger::will_fail_sync() const {
  const std::scoped_lock lock(mutex_);
  return failing_;
}

void PowerCutLedger::come_back(std::uint64_t seed) {
  const std::scoped_lock lock(mutex_);
  cut_locked();
  Random random(seed);
  put_back(kept_names(random), random);
  changes_ = 0;
  cut_before_ = kNever;
  lying_ = false;
  now_ = {};
  live_.clear();
  look_around();
  at_cut_.reset();
}

void PowerCutLedger::apply(const NameChange& change, Names& names) {
  for (const auto& [name, inode] : change) {
    if (inode) {
      names[name] = *inode;
    } else {
      names.erase(name);
    }
  }
}

// What lies there already is on disk as it stands.
void PowerCutLedger::look_around() {
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (is_content(entry.path())) live_[entry.path().string()] = found(entry);
  }
  now_.durable = live_;
}

PowerCutLedger::Inode PowerCutLedger::found(const fs::directory_entry& entry) {
  if (entry.is_directory()) return kFolder;
  const Inode inode = next_++;
  now_.files[inode] = {entry.file_size(), entry.file_size(), false};
  where_[inode] = entry.path();
  return inode;
}

void PowerCutLedger::change_names(NameChange change) {
  apply(change, live_);
  now_.pending.push_back(std::move(change));
}

// The disk may still have the file when the power comes back. False if there is none.
bool PowerCutLedger::set_aside(const fs::path& path) {
  const auto found = live_.find(path.string());
  if (found == live_.end() || found->second == kFolder) return false;
  const fs::path aside = removed_ / std::to_string(found->second);
  fs::rename(path, aside);
  where_[found->second] = aside;
  return true;
}

void PowerCutLedger::cut_locked() {
  if (!at_cut_) at_cut_ = now_;
}

// The names that are there after the cut: the synced ones, and the first of the others.
PowerCutLedger::Names PowerCutLedger::kept_names(Random& random) const {
  Names names = at_cut_->durable;
  std::size_t kept = 0;  // One of three disks has written none of the others, one has all.
  switch (up_to(2, random)) {
    case 0: break;
    case 1: kept = at_cut_->pending.size(); break;
    default: kept = up_to(at_cut_->pending.size(), random);
  }
  for (std::size_t i = 0; i < kept; ++i) apply(at_cut_->pending[i], names);
  // What lay in a folder that is gone is gone with it.
  std::erase_if(names, [&](const auto& entry) {
    const fs::path parent = fs::path(entry.first).parent_path();
    return parent != folder_ && !names.contains(parent.string());
  });
  return names;
}

void PowerCutLedger::put_back(const Names& names, Random& random) {
  for (const auto& [name, inode] : live_) set_aside(name);
  for (const auto& [name, inode] : live_) {
    if (inode == kFolder && !names.contains(name)) fs::remove_all(name);
  }
  for (const auto& [name, inode] : names) {
    if (inode == kFolder) {
      fs::create_directories(name);
      continue;
    }
    const auto content = at_cut_->files.find(inode);
    if (content == at_cut_->files.end()) throw std::logic_error("a name of no file: " + name);
    const Content& known = content->second;
    if (known.synced == known.size && fs::file_size(where_[inode]) == known.size) {
      fs::rename(where_[inode], name);
      continue;
    }
    std::string bytes = read_all(where_[inode]);
    bytes.resize(known.size);  // What was written after the cut was never on its way.
    bytes = torn(std::move(bytes), known.synced, random);
    std::ofstream(name, std::ios::binary | std::ios::trunc) << bytes;
  }
  fs::remove_all(removed_);
  fs::create_directories(removed_);
  where_.clear();
}

}  // namespace varde::test
