// The invitations of desk phones, on the disk, too: one for each phone, the last that was made. Those that
// have done their work stay, so that a phone which asks again is known from somebody who guesses. Owned by
// the API, console thread.
#pragma once
#include <string>
#include <string_view>

#include "console/access/kept_list.hpp"
#include "console/invitation.hpp"

namespace layby::console {

class Invitations {
  public:
    using List = KeptList<Invitation>;
    /// Without `keep` nobody can be invited.
    Invitations(List::List kept, List::Keep keep, Post post);

    bool can_change() const { return list_.can_change(); }
    /// Null: it was never invited.
    const Invitation* of(const std::string& mac) const;
    /// Null: it is the secret of none. Compares with all of them, so that the time tells nothing.
    const Invitation* with_secret(std::string_view secret) const;

    /// In the place of the one before; `done` is answered when it is kept.
    void invite(const Invitation& invitation, Answer done, Answered answered);
    /// False: there is none.
    bool withdraw(const std::string& mac, Answered answered, Answer done);
    /// `served` is answered when it is kept that this source has begun, if the secret still opens then; else
    /// `closed`.
    void begin(const std::string& hash, const std::string& source, Answer served, Answer closed,
               Answered answered);
    /// The phone has everything.
    void finish(const std::string& hash);

  private:
    List list_;
};

}  // namespace layby::console
