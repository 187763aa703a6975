import type { Changes } from './changes.js'
import type { Owner } from './tickets.js'

export interface Message {
  from: 'user' | 'desk'
  text: string
  at: Date
}

/** What a user and the help desk said to each other. */
export interface Conversation {
  email: string
  /** How many chats of this user are open at the moment. */
  online: number
  messages: Message[]
}

export interface Conversations {
  list(tenant: string): Conversation[]
  of(owner: Owner): Conversation
  say(owner: Owner, from: Message['from'], text: string): void
  /**
   * Counts a chat of the user as open, and calls `onChange` now and at each change. Returns the function that
   * ends it.
   */
  join(owner: Owner, onChange: () => void): () => void
}

/** How many messages of a conversation are kept. Older ones are dropped. */
const MOST_MESSAGES = 50

/** Live chat. It is kept in memory, and ends with the process. */
export function openConversations(changes: Changes): Conversations {
  const tenants = new Map<string, Map<string, Conversation>>()

  function ofTenant(tenant: string) {
    const conversations = tenants.get(tenant) ?? new Map<string, Conversation>()
    tenants.set(tenant, conversations)
    return conversations
  }
  function of({ tenant, email }: Owner): Conversation {
    const conversation = ofTenant(tenant).get(email) ?? { email, online: 0, messages: [] }
    ofTenant(tenant).set(email, conversation)
    return conversation
  }
  function count(owner: Owner, difference: 1 | -1): void {
    of(owner).online += difference
    changes.tell(owner.tenant)
  }

  return {
    list: (tenant) => [...ofTenant(tenant).values()],
    of,
    say(owner, from, text) {
      const { messages } = of(owner)
      messages.push({ from, text, at: new Date() })
      if (messages.length > MOST_MESSAGES) messages.shift()
      changes.tell(owner.tenant)
    },
    join(owner, onChange) {
      const stop = changes.follow(owner.tenant, onChange)
      count(owner, 1)
      return () => {
        stop()
        count(owner, -1)
      }
    },
  }
}
